/** What the test commands share: set-up, the packages that a command needs, and vitest. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { runProgram } from './program.mjs';
import { root, setUp, setUpDependencies } from './setup.mjs';

/** Sets up, installs what is missing of the packages that `choose` picks from bench/host/packages, and runs `work`, which gives the exit code. */
export function withPackages(choose, work) {
  return runProgram(async () => {
    await setUp();
    await ensurePackages(choose(await import('../dist/bench/host/packages.js')));
    return work();
  });
}

/** For work that reads the sources alone: only the npm dependencies are set up before. */
export function withDependencies(work) {
  return runProgram(async () => {
    await setUpDependencies();
    return work();
  });
}

async function ensurePackages(packages) {
  const { ensureProvisioned } = await import('../dist/bench/host/provision.js');
  const { cacheRoot } = await import('../dist/runtimes/cache.js');
  await ensureProvisioned({
    kinds: ['bare', 'container', 'vm'],
    packages,
    cacheFolder: cacheRoot(),
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    ask,
    announce: (line) => process.stderr.write(`${line}\n`),
  });
}

async function ask(question) {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [Y/n] `);
  terminal.close();
  return !/^n/i.test(answer.trim());
}

/** `--project=system` means all of the projects into which vitest.config.ts divides the tests with real parts. */
const allSystem = (arg) => (/^--project[= ]system$/.test(arg) ? '--project=system*' : arg);

/** @returns vitest's exit code */
export function runVitest(args, env = {}) {
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  return (
    spawnSync(process.execPath, [vitest, 'run', ...args.map(allSystem)], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    }).status ?? 1
  );
}

/** Continuous integration sums the suites' counts from a file; see .ci/suites.mjs. */
export function countReporters() {
  const counts = process.env.TWINBENCH_TEST_COUNTS;
  return !counts ? [] : ['--reporter=default', '--reporter=json', `--outputFile.json=${counts}`];
}
