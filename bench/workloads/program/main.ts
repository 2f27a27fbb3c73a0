/** The program that runs one workload inside an instance: marks, warm-up, window, and one JSON line about it on stdout. */
import './announce-start.js';
import type { WorkloadReport } from '../../contract/record.js';
import { findWorkload, WORKLOADS } from '../index.js';
import type { LifeEnding, Workload } from '../workload.js';
import { signalMark } from './marks.js';
import { type ProgramOptions, parseOptions } from './options.js';
import { idleWindow, runWindow, type WindowTimes, WrongAnswerError, wait, warmUp } from './window.js';

/** Enough for the engine to compile a native operation's hot code; an emulated one is over after its first operation. */
const WARM_UP_MS = 100;

/** What the workload ran has said on stderr what went wrong. */
class WorkloadFailedError extends Error {
  override readonly name = 'WorkloadFailedError';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`ended with exit code ${String(exitCode)}`);
    this.exitCode = exitCode;
  }
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  const workload = findWorkload(options.workloadId);
  if (workload === undefined) throw new Error(`unknown workload ${options.workloadId}; known: ${ids()}`);
  const report = await perform(workload, options);
  console.log(JSON.stringify(report));
  return report.verified ? 0 : 1;
}

async function perform(workload: Workload, { windowMs, settleMs, settings, command }: ProgramOptions): Promise<WorkloadReport> {
  const { id } = workload.definition;
  if (workload.live !== undefined) return lifeReport(id, await workload.live({ settings, signal: signalMark, command }));
  const prepared = await workload.prepare?.(settings);
  try {
    if (prepared !== undefined && workload.isKnownQuantity !== true) await warmUp(prepared, WARM_UP_MS);
    if (settleMs > 0) await wait(settleMs);
    const times = prepared === undefined ? await idleWindow(windowMs) : await runWindow(prepared, windowMs);
    return makeReport(id, times, prepared?.expected ?? '');
  } catch (error) {
    if (!(error instanceof WrongAnswerError)) throw error;
    console.error(`${id}: ${error.message}`);
    return {
      workloadId: id,
      operations: 0,
      windowNs: 0,
      samplesNs: [],
      samplesTruncated: false,
      result: error.answer,
      verified: false,
    };
  } finally {
    await prepared?.close?.();
  }
}

function lifeReport(workloadId: string, { windowNs, verified, operations = 0, exitCode }: LifeEnding): WorkloadReport {
  if (exitCode !== undefined) throw new WorkloadFailedError(exitCode);
  return { workloadId, operations, windowNs: Number(windowNs), samplesNs: [], samplesTruncated: false, result: '', verified };
}

/** Every operation inside the window returned `result`: another answer would have thrown. */
function makeReport(workloadId: string, times: WindowTimes, result: string): WorkloadReport {
  const { operations, startNs, endNs, samplesNs } = times;
  const samplesTruncated = samplesNs.length < operations;
  return { workloadId, operations, windowNs: Number(endNs - startNs), samplesNs, samplesTruncated, result, verified: true };
}

function ids(): string {
  return WORKLOADS.map(({ definition }) => definition.id).join(', ');
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (error instanceof WorkloadFailedError) {
      process.exitCode = error.exitCode;
      return;
    }
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
