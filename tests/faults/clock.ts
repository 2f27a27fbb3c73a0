/** The wall clock jumps while a run goes on: dates follow it, figures do not. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseResults } from '../../bench/contract/read.js';
import type { TrialRecord } from '../../bench/contract/record.js';
import { findExitCode, journalLines, outputFolder, readJournal, SHORT_RUN, start } from './command.js';
import { type Fault, type Seen, until } from './fault.js';
import type { Scope } from './leaks.js';

const HOUR_MS = 3_600_000;
/** No part of a container's start takes longer, however busy the host. */
const MAX_NS = 60e9;

/** For node --import: shifts every date by `jumpMs` once the file `when` exists. The host's own clock stays as it is. */
function shim(when: string, jumpMs: number): string {
  return `
    import { existsSync } from 'node:fs';
    const real = Date;
    let shiftMs = 0;
    setInterval(() => { if (existsSync(${JSON.stringify(when)})) shiftMs = ${String(jumpMs)}; }, 5).unref();
    globalThis.Date = class Date extends real {
      constructor(...given) { if (given.length === 0) super(real.now() + shiftMs); else super(...given); }
      static now() { return real.now() + shiftMs; }
    };
  `;
}

async function jump(scope: Scope, jumpMs: number): Promise<Seen> {
  const output = outputFolder(scope, 'clock');
  const folder = path.dirname(output);
  const when = path.join(folder, 'now');
  const preload = path.join(folder, 'shim.mjs');
  writeFileSync(preload, shim(when, jumpMs));
  const env = { NODE_OPTIONS: `--import ${pathToFileURL(preload).href}` };
  const live = start(scope, [...SHORT_RUN, '--output', output], { env });
  await until('a trial', () => journalLines(output).length >= 2);
  writeFileSync(when, '');
  const ended = await live.ended;
  const { run, trials } = readJournal(output);
  const file = path.join(output, 'latest', 'results.json');
  const { warnings, trials: analyzed } = parseResults(readFileSync(file, 'utf8'), file);
  if (!warnings.some(({ code }) => code === 'wall-clock-jumped')) throw new Error('nothing says that the clock jumped');
  const faults = [...analyzed.flatMap(findStrange), ...outOfOrder(trials)];
  if (faults.length > 0) throw new Error(faults.join('; '));
  return {
    outcome:
      trials.length === run.plan.length && trials.every(({ outcome }) => outcome.status === 'completed') ? 'all trials' : 'less',
    exitCode: findExitCode(ended),
    wentOn: 'run',
  };
}

function findStrange({ id, instances }: TrialRecord): string[] {
  const phases = instances.flatMap(({ phases: own = [] }) => own);
  if (phases.length === 0) return [`${id} without a phase`];
  return phases.filter(({ startNs, endNs }) => endNs < startNs || endNs - startNs > MAX_NS).map(({ name }) => `${id}: ${name}`);
}

function outOfOrder(trials: readonly TrialRecord[]): string[] {
  return trials
    .filter(({ originNs }, index) => BigInt(originNs) <= BigInt(trials[index - 1]?.originNs ?? '0'))
    .map(({ id }) => `${id} out of order`);
}

function clockFault(name: string, jumpMs: number): Fault {
  const expected = { outcome: 'all trials', exitCode: 0, wentOn: 'run' };
  return { family: 'clock', name, environment: 'host', expected, inject: (scope) => jump(scope, jumpMs) };
}

export const CLOCK_FAULTS: readonly Fault[] = [
  clockFault('clock is set back by an hour', -HOUR_MS),
  clockFault('clock is set forward by an hour', HOUR_MS),
];
