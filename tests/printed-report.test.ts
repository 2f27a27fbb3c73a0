/** `report --format terminal`: printed, not written. */
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { twinbenchHere } from './in-process.js';
import { scratchFolder } from './scratch.js';

const folder = scratchFolder('twinbench-printed-');

beforeAll(() => copyFileSync(path.join('tests', 'golden', 'results.json'), path.join(folder, 'results.json')));

it('prints the summary and writes nothing', async () => {
  const { code, stdout, stderr } = await twinbenchHere(['report', folder, '--format', 'terminal'], { env: { NO_COLOR: '1' } });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^A container starts .*\n/);
  expect(stdout.split('\n').length).toBeLessThanOrEqual(30);
  expect(readdirSync(folder)).toEqual(['results.json']);
});

it('says where the page is, and colours by the usual rules', async () => {
  writeFileSync(path.join(folder, 'report.html'), '');
  const { stdout, stderr } = await twinbenchHere(['report', folder, '--format', 'terminal'], { env: { FORCE_COLOR: '1' } });
  expect(stderr).toBe(`report: ${path.join(folder, 'report.html')}\n`);
  expect(stdout.startsWith('\u001b[1mA container')).toBe(true);
});

it('is one of several formats, and of one run alone', async () => {
  const both = await twinbenchHere(['report', folder, '--format', 'terminal,md']);
  expect(both.stdout).toMatch(/^A container starts (?:.|\n)*report\.md\n$/);
  const runs = await twinbenchHere(['report', folder, folder, '--format', 'terminal']);
  expect({ code: runs.code, said: runs.stderr }).toMatchObject({ code: 2, said: expect.stringContaining('terminal') });
});
