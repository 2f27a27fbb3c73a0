/**
 * `npm test`: sets up what is missing, then runs the unit tests and the tests with real containers and guests. `npm run test:lab`: those
 * inside an emulated host with KVM and cgroup v2. Other arguments go to vitest.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { root, SetupFailure, setUp } from './setup.mjs';

const HOST_LACKS_SOMETHING = 5;

async function ensureTestPackages(isLab) {
  const { ensureProvisioned } = await import('../dist/bench/host/provision.js');
  const { LAB_PACKAGES, PACKAGES, TEST_PACKAGES } = await import('../dist/bench/host/packages.js');
  const { cacheRoot } = await import('../dist/runtimes/cache.js');
  await ensureProvisioned({
    kinds: ['bare', 'container', 'vm'],
    packages: [...PACKAGES, ...(isLab ? LAB_PACKAGES : TEST_PACKAGES)],
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

function runTests(isLab, args) {
  const projects = isLab ? ['--project=lab'] : ['--project=unit', '--project=system'];
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  // Continuous integration sums the suites' counts from this file.
  const counts = process.env.TWINBENCH_TEST_COUNTS;
  const reporters = counts === undefined ? [] : ['--reporter=default', '--reporter=json', `--outputFile.json=${counts}`];
  return (
    spawnSync(process.execPath, [vitest, 'run', ...(args.includes('--project') ? [] : projects), ...reporters, ...args], {
      cwd: root,
      stdio: 'inherit',
    }).status ?? 1
  );
}

const [suite, ...rest] = process.argv.slice(2);
const isLab = suite === 'lab';

try {
  await setUp();
  await ensureTestPackages(isLab);
  process.exitCode = runTests(isLab, isLab ? rest : process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupFailure) && error.name !== 'MissingPrerequisites') throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = HOST_LACKS_SOMETHING;
}
