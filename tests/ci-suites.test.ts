/** The list of suites of continuous integration: nothing is left out of a whole run, and all of it fits into its time. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { projectRoot } from '../runtimes/native.js';

const ci = async (name: string): Promise<unknown> => import(pathToFileURL(path.join(projectRoot, '.ci', name)).href);
const suite = z.object({ name: z.string(), minutes: z.number(), budget: z.number() });
const suiteList = z.object({
  PARTS: z.array(z.string()),
  TOTAL_MINUTES: z.number(),
  listSuites: z.function({ input: [z.array(z.string()), z.string()], output: z.array(suite) }),
  listSuiteGroups: z.function({ input: [z.array(suite)], output: z.array(z.array(suite)) }),
});
const { PARTS, TOTAL_MINUTES, listSuites, listSuiteGroups } = suiteList.parse(await ci('suite-list.mjs'));
const listNames = (parts: string[]): string[] => listSuites(parts, '/scratch').map(({ name }) => name);

it('checks first, then tests as the README says, then all else, and looks for leftovers last', () => {
  const [first, second] = listNames([]);
  expect([first, second, listNames([]).at(-1)]).toEqual(['npm run check', 'npm test (README)', 'nothing left behind']);
});

it('does in its parts what it does in a whole run', () => {
  const inParts = new Set(PARTS.flatMap((part) => listNames([part])));
  expect(listNames([]).filter((name) => !inParts.has(name))).toEqual(['npm test (README)']);
  expect([...inParts].filter((name) => !listNames([]).includes(name))).toEqual(['npm test, unit', 'npm test, system']);
  expect(() => listSuites(['fast'], '/scratch')).toThrow('no part fast');
});

it('runs every suite once, and leaves room for those to come', () => {
  const groups = listSuiteGroups(listSuites([], '/scratch'));
  expect(groups.flat().map(({ name }) => name)).toHaveLength(listNames([]).length);
  const minutes = groups.reduce((sum, group) => sum + Math.max(...group.map((one) => one.minutes)), 0);
  expect(minutes).toBeLessThan(0.75 * TOTAL_MINUTES);
});

it('names the twenty slowest tests of all suites, longest first', async () => {
  const report = (name: string, durations: number[]) => ({
    testResults: [{ name, assertionResults: durations.map((duration) => ({ fullName: `takes ${String(duration)}`, duration })) }],
  });
  const { slowestTests } = z
    .object({ slowestTests: z.function({ input: [z.unknown()], output: z.array(z.string()) }) })
    .parse(await ci('slowest.mjs'));
  const reports = [report('/dist/a.test.js', [100, 3_000]), report('/dist/b.system.test.js', Array(30).fill(2_000))];
  const rows = slowestTests(reports);
  expect(rows).toHaveLength(20);
  expect(rows[0]).toBe('    3.0 s  a: takes 3000');
  expect(rows[1]).toBe('    2.0 s  b.system: takes 2000');
  expect(slowestTests([])).toEqual([]);
});
