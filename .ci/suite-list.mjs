/** The suites of continuous integration, and the parts in which its jobs run them. */
import path from 'node:path';

const twinbench = ['node', 'scripts/twinbench.mjs'];

/** All suites together, in minutes. What cannot be started in time is skipped, by name, and counted as such. */
export const TOTAL_MINUTES = 60;

/** `unit` and `system` are the two halves of `npm test`, which a whole run calls as the README does. */
export const PARTS = ['check', 'unit', 'system', 'slow'];

/**
 * Quick checks first, then the most telling. `minutes`: what it takes on a quiet two-core host that emulates its guests; a suite that then
 * cannot end in time is not begun; one of 0 always is. `budget`: minutes after which it is ended as hung. `beside` names the suite with
 * which it runs at the same time; none of the two measures time. A folder of results is made by the suite before.
 */
function allSuites(scratch) {
  const results = path.join(scratch, 'results');
  const counts = (name) => path.join(scratch, `${name}.json`);
  return [
    { part: 'check', name: 'npm run check', minutes: 1, budget: 6, command: ['npm', 'run', 'check'] },
    {
      part: 'test',
      name: 'npm test (README)',
      minutes: 6,
      budget: 20,
      command: ['npm', 'test'],
      counts: counts('test'),
    },
    {
      part: 'unit',
      name: 'npm test, unit',
      minutes: 1,
      budget: 6,
      command: ['npm', 'test', '--', '--project=unit'],
      counts: counts('unit'),
    },
    {
      part: 'system',
      name: 'npm test, system',
      minutes: 5.5,
      budget: 20,
      command: ['npm', 'test', '--', '--project=system'],
      counts: counts('system'),
    },
    { part: 'slow', name: 'doctor', minutes: 0.1, budget: 1, command: [...twinbench, 'doctor'] },
    {
      part: 'slow',
      name: 'quick run',
      minutes: 2,
      budget: 8,
      command: ['npm', 'run', 'bench', '--', '--profile', 'quick', '--output', results],
    },
    {
      part: 'slow',
      name: 'results of the quick run',
      minutes: 0.1,
      budget: 1,
      command: ['node', '.ci/verify-run.mjs', path.join(results, 'latest')],
    },
    {
      part: 'slow',
      name: 'report again from the raw records',
      minutes: 0.1,
      budget: 1,
      command: [...twinbench, 'analyze', path.join(results, 'latest')],
    },
    {
      part: 'slow',
      name: 'pages in a browser',
      minutes: 1.2,
      budget: 6,
      command: ['npm', 'test', '--', '--project=browser'],
      counts: counts('browser'),
    },
    {
      part: 'slow',
      name: 'one more of each kind',
      minutes: 0.8,
      budget: 4,
      command: ['npm', 'test', '--', '--project=extend'],
      counts: counts('extend'),
    },
    {
      part: 'slow',
      name: 'fault matrix',
      minutes: 5,
      budget: 20,
      command: ['npm', 'run', 'test:faults'],
      counts: counts('faults'),
    },
    {
      part: 'slow',
      name: 'lab: KVM and cgroup v2',
      minutes: 7,
      budget: 25,
      command: ['npm', 'run', 'test:lab'],
      counts: counts('lab'),
    },
    { part: 'slow', name: 'fuzz', minutes: 2, budget: 6, command: ['npm', 'run', 'test:fuzz'] },
    { part: 'slow', name: 'sanitizers', minutes: 2, budget: 8, command: ['npm', 'run', 'test:sanitize'] },
    {
      part: 'slow',
      name: 'Vagrantfile',
      beside: 'sanitizers',
      minutes: 1,
      budget: 4,
      command: ['sh', '.ci/vagrant.sh'],
    },
    { part: 'slow', name: 'bench:self', minutes: 5, budget: 15, command: ['npm', 'run', 'bench:self', '--', '--boots', '30'] },
    {
      part: 'slow',
      name: 'calibrate',
      minutes: 3,
      budget: 15,
      command: ['node', '.ci/calibrate.mjs', path.join(scratch, 'calibrations')],
    },
    { name: 'nothing left behind', minutes: 0, budget: 1, command: ['node', '.ci/verify-clean.mjs'] },
  ];
}

/** Of these parts; of all when none is named. What has no part ends every list. @throws Error – there is no such part */
export function listSuites(parts, scratch) {
  const unknown = parts.filter((part) => !PARTS.includes(part));
  if (unknown.length > 0) throw new Error(`there is no part ${unknown.join(', ')}; there are ${PARTS.join(', ')}`);
  const chosen = parts.length === 0 ? ['check', 'test', 'slow'] : parts;
  return allSuites(scratch).filter(({ part }) => part === undefined || chosen.includes(part));
}

/** Groups of suites that run at the same time, in order. */
export function listSuiteGroups(suites) {
  const leaders = suites.filter(({ beside }) => !suites.some(({ name }) => name === beside));
  return leaders.map((leader) => [leader, ...suites.filter(({ beside }) => beside === leader.name)]);
}
