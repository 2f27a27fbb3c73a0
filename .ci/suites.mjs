/**
 * Runs the suites of the parts that are named, or all, each within its budget, and ends with a line `N passed, N failed, N skipped`.
 * A suite that leaves counts in its JSON file (vitest's format) adds its tests; any other counts as one test.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { slowestTests } from './slowest.mjs';
import { listSuiteGroups, listSuites, TOTAL_MINUTES } from './suite-list.mjs';

const scratch = mkdtempSync(path.join(tmpdir(), 'twinbench-ci-'));

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
    const report = JSON.parse(readFileSync(suite.counts, 'utf8'));
    const failed = Math.max(report.numFailedTests, ok ? 0 : 1);
    const skipped = report.numPendingTests + report.numTodoTests;
    return { passed: report.numPassedTests, failed, skipped, details: report.testResults.flatMap(formatDetails), report };
  } catch {
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, details: [] };
  }
}

/** A line for each test of a file that failed or was skipped, and for a file that failed as a whole. */
function formatDetails({ name, status, message, assertionResults }) {
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
const reports = [];
const beganMs = Date.now();

/** What cannot end within the minutes of all suites is not begun. */
async function runInTime(suite) {
  const startedMs = Date.now();
  if (suite.minutes > 0 && (startedMs - beganMs) / 60_000 + suite.minutes > TOTAL_MINUTES) {
    process.stdout.write(`\n=== ${suite.name}: skipped, it cannot end within the ${TOTAL_MINUTES} minutes of all suites ===\n`);
    total.skipped += 1;
    table.push(`${suite.name.padEnd(36)} skipped`);
    return;
  }
  const result = await runSuite(suite);
  add(suite, result, countTests(suite, result), (Date.now() - startedMs) / 60_000);
}

function add(suite, result, counts, minutes) {
  for (const key of Object.keys(total)) total[key] += counts[key];
  details.push(...counts.details);
  if (counts.report !== undefined) reports.push(counts.report);
  const state = result.ok ? 'ok' : result.timedOut ? 'over budget' : 'failed';
  table.push(
    `${suite.name.padEnd(36)} ${state.padEnd(12)} ${minutes.toFixed(1).padStart(5)} of ${String(suite.budget).padStart(2)} min   ${counts.passed}/${counts.failed}/${counts.skipped}`,
  );
}

for (const group of listSuiteGroups(listSuites(process.argv.slice(2), scratch))) await Promise.all(group.map(runInTime));
rmSync(scratch, { recursive: true, force: true });
if (details.length > 0) process.stdout.write(`\nfailed and skipped tests\n${details.join('\n')}\n`);
process.stdout.write(`\nslowest tests\n${slowestTests(reports).join('\n')}\n`);
process.stdout.write(
  `\nsuite                                state         time            passed/failed/skipped\n${table.join('\n')}\n\n`,
);
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
