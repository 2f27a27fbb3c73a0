/**
 * Runs the suites one after the other, each within its budget, and ends with a line `N passed, N failed, N skipped`.
 * A suite that leaves counts in its JSON file (vitest's format) adds its tests; any other counts as one test.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const scratch = mkdtempSync(path.join(tmpdir(), 'twinbench-ci-'));
const results = path.join(scratch, 'results');
const calibrations = path.join(scratch, 'calibrations');
const twinbench = ['node', 'scripts/twinbench.mjs'];

/** All suites together, in minutes. What cannot be started in time is skipped, by name, and counted as such. */
const TOTAL_MINUTES = 60;

/**
 * The most telling first. `minutes`: what it takes on a quiet two-core host that emulates its guests; a suite that then cannot end in time is
 * not begun; one of 0 always is. `budget`: minutes after which it is ended as hung.
 */
const SUITES = [
  { name: 'npm test (README)', minutes: 20, budget: 35, command: ['npm', 'test'], counts: path.join(scratch, 'test.json') },
  { name: 'npm run check', minutes: 2, budget: 6, command: ['npm', 'run', 'check'] },
  { name: 'doctor', minutes: 0.1, budget: 1, command: [...twinbench, 'doctor'] },
  {
    name: 'quick run',
    minutes: 3,
    budget: 8,
    command: ['npm', 'run', 'bench', '--', '--profile', 'quick', '--output', results],
  },
  {
    name: 'results of the quick run',
    minutes: 0.1,
    budget: 1,
    command: ['node', '.ci/verify-run.mjs', path.join(results, 'latest')],
  },
  {
    name: 'report again from the raw records',
    minutes: 0.1,
    budget: 1,
    command: [...twinbench, 'analyze', path.join(results, 'latest')],
  },
  {
    name: 'fault matrix',
    minutes: 15,
    budget: 20,
    command: ['npm', 'run', 'test:faults'],
    counts: path.join(scratch, 'faults.json'),
  },
  {
    name: 'lab: KVM and cgroup v2',
    minutes: 11,
    budget: 25,
    command: ['npm', 'run', 'test:lab'],
    counts: path.join(scratch, 'lab.json'),
  },
  { name: 'fuzz', minutes: 2.7, budget: 6, command: ['npm', 'run', 'test:fuzz'] },
  { name: 'sanitizers', minutes: 3, budget: 8, command: ['npm', 'run', 'test:sanitize'] },
  { name: 'Vagrantfile', minutes: 1, budget: 4, command: ['sh', '.ci/vagrant.sh'] },
  { name: 'bench:self', minutes: 5, budget: 9, command: ['npm', 'run', 'bench:self', '--', '--boots', '30'] },
  { name: 'calibrate', minutes: 4.5, budget: 10, command: ['node', '.ci/calibrate.mjs', calibrations] },
  { name: 'nothing left behind', minutes: 0, budget: 1, command: ['node', '.ci/verify-clean.mjs'] },
];

function runSuite(suite) {
  process.stdout.write(`\n=== ${suite.name} (budget ${suite.budget} min) ===\n`);
  return new Promise((resolve) => {
    const [program, ...args] = suite.command;
    const env = { ...process.env, ...(suite.counts ? { TWINBENCH_TEST_COUNTS: suite.counts } : {}) };
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env, detached: true });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      process.kill(-child.pid, 'SIGTERM');
      setTimeout(() => {
        try {
          process.kill(-child.pid, 'SIGKILL');
        } catch {
          /* ended in time */
        }
      }, 20_000).unref();
    }, suite.budget * 60_000);
    child.on('error', () => resolve({ ok: false, timedOut }));
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ ok: code === 0, timedOut });
    });
  });
}

/** Tests of a suite: vitest's own counts where there are any. */
function countTests(suite, { ok }) {
  try {
    const counts = JSON.parse(readFileSync(suite.counts, 'utf8'));
    const failed = Math.max(counts.numFailedTests, ok ? 0 : 1);
    const details = counts.testResults.flatMap(detailsOf);
    return { passed: counts.numPassedTests, failed, skipped: counts.numPendingTests + counts.numTodoTests, details };
  } catch {
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, details: [] };
  }
}

/** A line for each test of a file that failed or was skipped, and for a file that failed as a whole. */
function detailsOf({ name, status, message, assertionResults }) {
  const file = path.basename(name);
  const told = assertionResults.filter((test) => test.status !== 'passed');
  const lines = told.map((test) => `${test.status}: ${file}: ${test.fullName}${firstLines(test.failureMessages?.[0])}`);
  return status === 'failed' && lines.length === 0 ? [`failed: ${file}${firstLines(message)}`] : lines;
}

function firstLines(text = '') {
  return text === '' ? '' : `\n    ${text.split('\n').slice(0, 6).join('\n    ')}`;
}

const total = { passed: 0, failed: 0, skipped: 0 };
const table = [];
const details = [];
const beganMs = Date.now();
for (const suite of SUITES) {
  const startedMs = Date.now();
  if (suite.minutes > 0 && (startedMs - beganMs) / 60_000 + suite.minutes > TOTAL_MINUTES) {
    process.stdout.write(`\n=== ${suite.name}: skipped, it cannot end within the ${TOTAL_MINUTES} minutes of all suites ===\n`);
    total.skipped += 1;
    table.push(`${suite.name.padEnd(36)} skipped`);
    continue;
  }
  const result = await runSuite(suite);
  const counts = countTests(suite, result);
  for (const key of Object.keys(total)) total[key] += counts[key];
  details.push(...counts.details);
  const state = result.ok ? 'ok' : result.timedOut ? 'over budget' : 'failed';
  table.push(
    `${suite.name.padEnd(36)} ${state.padEnd(12)} ${((Date.now() - startedMs) / 60_000).toFixed(1).padStart(5)} of ${String(suite.budget).padStart(2)} min   ${counts.passed}/${counts.failed}/${counts.skipped}`,
  );
}
rmSync(scratch, { recursive: true, force: true });
if (details.length > 0) process.stdout.write(`\nfailed and skipped tests\n${details.join('\n')}\n`);
process.stdout.write(
  `\nsuite                                state         time            passed/failed/skipped\n${table.join('\n')}\n\n`,
);
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
