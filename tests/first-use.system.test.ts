/** What the program does before anything else: builds what is missing, once, and says why where it cannot. */
import { cpSync, existsSync, mkdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../runtimes/native.js';
import { CommandError, run, tryRun } from '../runtimes/process.js';
import { scratchFolder } from './scratch.js';

const DEADLINE_MS = 100_000;
/** Enough to be compiled and bundled: that all of it compiles is what the tests themselves, which are built, show. */
const FILES = ['package.json', 'package-lock.json', 'tsconfig.json', 'scripts', 'runtimes', 'bench/contract', 'bench/workloads'];
const SET_UP = 'const { setUp } = await import("./scripts/setup.mjs"); await setUp();';
const clone = scratchFolder('twinbench-clone-');

beforeAll(() => {
  for (const name of FILES) {
    cpSync(path.join(projectRoot, name), path.join(clone, name), { recursive: true, filter: isOfTheProgram });
  }
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(clone, 'node_modules'));
});

/** Tests and their fixtures would only be compiled. */
function isOfTheProgram(file: string): boolean {
  return !/\.test\.ts$|\/fixtures(\/|$)|^scripts\/.*\.ts$/.test(path.relative(projectRoot, file));
}

/** What it said on stderr. */
async function setUp(): Promise<string> {
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', SET_UP], {
    cwd: clone,
    deadlineMs: DEADLINE_MS,
  });
  expect(stdout).toBe('');
  return stderr;
}

const main = () => statSync(path.join(clone, 'dist/bundles/workload.mjs')).mtimeMs;

test('two first uses at once build once, and nothing is installed that is there', async () => {
  const said = await Promise.all([setUp(), setUp()]);
  expect(said.join('')).toBe('twinbench: building (a few seconds)\n');
  expect(existsSync(path.join(clone, 'dist/runtimes/native.js'))).toBe(true);
});

test('a second use finds all in place', async () => {
  const builtMs = main();
  expect(await setUp()).toBe('');
  expect(main()).toBe(builtMs);
});

test('a changed source, and a lock file that a killed build left behind, lead to a new build', async () => {
  const later = Date.now() / 1000 + 1;
  utimesSync(path.join(clone, 'bench/workloads/idle.ts'), later, later);
  // The number of a process that lives: the kernel's lock counts, not what a file says.
  writeFileSync(path.join(clone, 'dist/.setup-lock'), String(process.pid));
  expect(await setUp()).toContain('building');
});

test('what was compiled from a source that is gone goes, and no file of others, nor through a link', async () => {
  const [dist, outside] = [path.join(clone, 'dist'), path.join(clone, 'outside')];
  mkdirSync(outside);
  symlinkSync(outside, path.join(dist, 'link'));
  const [orphan, theirs, linked] = [path.join(dist, 'gone.js'), path.join(dist, 'theirs.js'), path.join(outside, 'x.js')];
  for (const file of [orphan, `${orphan}.map`, theirs, linked, `${linked}.map`]) writeFileSync(file, '');
  const drop = 'const { dropOrphans } = await import("./scripts/build.mjs"); dropOrphans("dist", ".");';
  await run(process.execPath, ['--input-type=module', '--eval', drop], { cwd: clone, deadlineMs: DEADLINE_MS });
  expect([orphan, `${orphan}.map`, theirs, linked].map((file) => existsSync(file))).toEqual([false, false, true, true]);
  expect(existsSync(path.join(dist, 'runtimes', 'owner.js'))).toBe(true);
});

test('a source that does not compile ends with the compiler’s words and exit code 5', async () => {
  const broken = path.join(clone, 'bench/workloads/broken.ts');
  writeFileSync(broken, 'export const broken: number = "text";\n');
  const result = await tryRun(process.execPath, ['scripts/twinbench.mjs', '--help'], { cwd: clone, deadlineMs: DEADLINE_MS });
  rmSync(broken);
  expect(result).toMatchObject({ exitCode: 5 });
  expect(result instanceof CommandError && result.stderr).toContain('broken.ts');
});
