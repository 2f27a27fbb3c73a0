import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { currentVersions, findStale, recordVersions } from './workload-versions.js';

const CHECKOUT = process.cwd();
const WORKLOADS = path.join('bench', 'workloads');

/** The workloads of this checkout, to be changed at will. */
let scratch: string;

beforeEach(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'twinbench-versions-'));
  cpSync(path.join(CHECKOUT, WORKLOADS), path.join(scratch, WORKLOADS), { recursive: true });
  symlinkSync(path.join(CHECKOUT, 'node_modules'), path.join(scratch, 'node_modules'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function edit(file: string, from: string | RegExp, to: string): void {
  const place = path.join(scratch, WORKLOADS, file);
  const text = readFileSync(place, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(place, text.replace(from, to));
}

describe('the check of versions', () => {
  it('has nothing to say of workloads as they were recorded', async () => {
    expect(await findStale(scratch)).toEqual([]);
  });

  it('fails where one constant of a workload changed and its version did not, and names that workload alone', async () => {
    edit('cpu-hash.ts', 'MESSAGES = 1200', 'MESSAGES = 1300');
    const [because, ...others] = await findStale(scratch);
    expect(because).toMatch(/^cpu-hash: the code changed and the version is still 1\..*raise.*npm run workloads:record/);
    expect(others).toEqual([]);
  });

  it('asks for a raised version to be recorded, and is content once it is', async () => {
    edit('cpu-hash.ts', 'MESSAGES = 1200', 'MESSAGES = 1300');
    expect(await recordVersions(scratch, [])).toEqual([expect.stringContaining('cpu-hash')]);
    expect(await findStale(scratch)).toHaveLength(1);
    edit('cpu-hash.ts', "version: '1'", "version: '2'");
    expect(await findStale(scratch)).toEqual([expect.stringMatching(/^cpu-hash has version 2, and 1 is recorded/)]);
    expect(await recordVersions(scratch, [])).toEqual([]);
    expect(await findStale(scratch)).toEqual([]);
  });

  it('refuses a version that is lowered', async () => {
    edit('cpu-hash.ts', "version: '1'", "version: '0'");
    expect(await recordVersions(scratch, ['cpu-hash'])).toEqual([expect.stringContaining('only ever raised')]);
    expect(await findStale(scratch)).toHaveLength(1);
  });

  it('lets comments, blanks and types be changed', async () => {
    edit('cpu-hash.ts', 'const MESSAGES = 1200;', '/* How many. */\n\nconst MESSAGES: number =\n  1200; // A batch.');
    edit('program/window.ts', 'const NS_PER_MS', '/** Nanoseconds. */\nconst NS_PER_MS');
    expect(await findStale(scratch)).toEqual([]);
  });

  it('lets functions, constants and exports be renamed', async () => {
    edit('cpu-hash.ts', /\bprepare\b(?=,|\()/g, 'makeHashChain');
    edit('cpu-hash.ts', '  makeHashChain,', '  prepare: makeHashChain,');
    edit('cpu-hash.ts', /MESSAGE_BYTES/g, 'BYTES_OF_A_MESSAGE');
    for (const file of ['cpu-hash.ts', 'index.ts']) edit(file, /cpuHash/g, 'hashChain');
    edit('program/window.ts', /NS_PER_MS/g, 'NANOSECONDS_IN_A_MILLISECOND');
    expect(await findStale(scratch)).toEqual([]);
  });

  it('tells a new workload from the others, which stand', async () => {
    const before = await currentVersions(scratch);
    writeFileSync(
      path.join(scratch, WORKLOADS, 'extra.ts'),
      readFileSync(path.join(scratch, WORKLOADS, 'cpu-hash.ts'), 'utf8').replace("id: 'cpu-hash'", "id: 'extra'"),
    );
    edit('index.ts', 'idle, cpuHash', 'idle, extra, cpuHash');
    edit('index.ts', 'import { idle }', "import { cpuHash as extra } from './extra.js';\nimport { idle }");
    expect(await findStale(scratch)).toEqual([expect.stringMatching(/^extra is new/)]);
    expect(await currentVersions(scratch)).toMatchObject(before);
  });

  it('tells a workload that is gone', async () => {
    edit('index.ts', 'idle, cpuHash', 'idle');
    expect(await findStale(scratch)).toEqual([expect.stringMatching(/^cpu-hash is gone/)]);
  });

  it('holds the code that times every workload to a version of its own', async () => {
    edit('program/main.ts', 'WARM_UP_MS = 100', 'WARM_UP_MS = 500');
    expect(await findStale(scratch)).toEqual([expect.stringMatching(/^program: .*PROGRAM_VERSION/)]);
    edit('program/version.ts', "'1'", "'2'");
    expect(await recordVersions(scratch, [])).toEqual([]);
    expect(await findStale(scratch)).toEqual([]);
  });

  it('records other code that does the same work under the same version, where a person says so', async () => {
    edit('seeded-bytes.ts', 'const generator', 'const numbers = SEED;\n  const generator');
    const stale = await findStale(scratch);
    expect(stale.map((because) => because.split(':')[0])).toContain('cpu-hash');
    expect(await recordVersions(scratch, ['cpu-hash'])).toHaveLength(stale.length - 1);
    expect(await findStale(scratch)).toHaveLength(stale.length - 1);
  });
});
