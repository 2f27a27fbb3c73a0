/** `report --requirements`: what is printed and written, and that a file which is wrong leaves everything as it was. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { twinbenchHere } from './in-process.js';
import { scratchFolder } from './scratch.js';
import { evidenceDocument } from './simulated-evidence.js';

const folder = scratchFolder('twinbench-requirements-');
const file = path.join(folder, 'needs.yaml');
const example = (name: string) => path.resolve('examples', 'requirements', `${name}.yaml`);

beforeAll(() => writeFileSync(path.join(folder, 'results.json'), JSON.stringify(evidenceDocument('kvm'))));

const report = (...args: string[]) => twinbenchHere(['report', folder, ...args], { env: { NO_COLOR: '1' } });

it('prints the recommendation and writes the decision record and the page that begins with it', async () => {
  const { code, stdout, stderr } = await report('--requirements', example('sandbox'), '--format', 'adr,html');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.replace(/\n +/g, ' ')).toContain(
    'Multi-tenant sandbox for untrusted code, such as agents’: Take a virtual machine.',
  );
  expect(readFileSync(path.join(folder, 'report-decision.md'), 'utf8')).toContain('Chosen option: “Virtual machine”.');
  expect(readFileSync(path.join(folder, 'report.html'), 'utf8')).toContain(
    '<h3>Multi-tenant sandbox for untrusted code, such as agents’</h3>',
  );
});

it.each([
  ['schemaVersion: 1\nuntrusted: true\n', 'needs.yaml, line 2, column 1: ', 'Did you mean "untrustedCode"?'],
  ['schemaVersion: 1\n\nmaxStartSeconds: -1\n', 'needs.yaml, line 3, column 1: ', 'maxStartSeconds'],
  ['schemaVersion: 1\n', 'needs.yaml', 'it states no requirement'],
  ['', 'needs.yaml: the file is empty', 'examples/requirements holds files to begin with'],
])('refuses %j and keeps what was written before', async (text, place, words) => {
  writeFileSync(file, text);
  for (const name of ['report.html', 'report-decision.md']) writeFileSync(path.join(folder, name), 'kept');
  const before = readdirSync(folder).sort();
  const { code, stdout, stderr } = await report('--requirements', file, '--format', 'adr,html');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(place);
  expect(stderr).toContain(words);
  for (const name of ['report.html', 'report-decision.md']) expect(readFileSync(path.join(folder, name), 'utf8')).toBe('kept');
  expect(readdirSync(folder).sort()).toEqual(before);
});

it('refuses a file that is not there, and requirements for several runs at once', async () => {
  const missing = await report('--requirements', path.join(folder, 'none.yaml'));
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('cannot read')]);
  const several = await report(folder, '--requirements', example('sandbox'));
  expect([several.code, several.stderr]).toEqual([2, expect.stringContaining('Name one folder.')]);
});
