/** Everything on the host that decodes what an instance can write. One new target: one file, or a few lines here, and one line in the list. */
import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { findReport } from '../../bench/scenarios/workload-output.js';
import { BoundedText } from '../../runtimes/bounded-text.js';
import { LaunchEventReader } from '../../runtimes/launcher/launch-events.js';
import { QmpClient, QmpError } from '../../vm/qemu/qmp.js';
import { explainEnd, explainPause, explainTimeout } from '../../vm/qemu/vmm-failure.js';
import { expectPrintable, expectThat, type HostTarget } from './host-target.js';
import { supervisorAnswers } from './supervisor-answers.js';

const LONG_MS = 60_000;

/** The console of a guest, from which failures quote. */
const guestConsole: HostTarget = {
  name: 'guest-console',
  modules: ['vm/qemu/vmm-failure'],
  play: (bytes) => {
    const last = { step: 'kernel', console: bytes.toString(), stderr: bytes.subarray(bytes.length / 2).toString() } as const;
    const failures = [
      explainEnd({}, last),
      explainEnd({}, { ...last, stderr: '' }),
      explainTimeout(1000, last),
      explainPause(last),
    ];
    for (const { message } of failures) expectPrintable(message, 'a failure');
    return failures.map(({ message }) => message.split(':', 1)[0]).join();
  },
};

/** stdout of a workload, whose last line is its report. */
const workloadOutput: HostTarget = {
  name: 'workload-output',
  modules: ['bench/scenarios/workload-output'],
  play: (bytes) => {
    const output = new BoundedText();
    for (let at = 0; at < bytes.length; at += 100) output.append(bytes.subarray(at, at + 100));
    const report = findReport(output);
    if (typeof report === 'string') {
      expectPrintable(report, 'why there is no report');
      return report.replace(/".*/s, '');
    }
    const numbers = [report.operations, report.windowNs, ...report.samplesNs];
    expectThat(numbers.every(Number.isFinite) && report.operations >= 0, 'a report without numbers');
    return `report ${String(report.verified)} ${String(report.samplesNs.length > 0)}`;
  },
};

class Answers extends Duplex {
  override _read(): void {
    // Bytes come by push() alone.
  }
  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    done();
  }
}

/** QEMU's answers: a guest that broke out of its devices speaks here. */
const qmpAnswers: HostTarget = {
  name: 'qmp-answers',
  modules: ['vm/qemu/qmp'],
  play: async (bytes) => {
    const stream = new Answers();
    const names: string[] = [];
    const client = new QmpClient(stream, (event) => void names.push(event.name));
    const greeted = client.connect(LONG_MS).then(outcome('connected'), outcomeOfFailure);
    const asked = client.execute('query-status', LONG_MS).then(outcome('answered'), outcomeOfFailure);
    stream.push(bytes);
    await setImmediate();
    stream.destroy();
    return `${await greeted}, ${await asked}, ${String(names.length > 0)}`;
  },
};

const outcome = (text: string) => () => text;

function outcomeOfFailure(error: unknown): string {
  if (!(error instanceof QmpError)) throw error;
  expectPrintable(error.message, 'a QMP failure');
  return error.message.split(':', 1)[0] ?? '';
}

/** The launcher's status lines, which quote paths. */
const launchEvents: HostTarget = {
  name: 'launch-events',
  modules: ['runtimes/launcher/launch-events'],
  play: (bytes) => {
    const reader = new LaunchEventReader();
    const text = bytes.toString();
    const events = [...reader.push(text.slice(0, text.length / 2)), ...reader.push(text.slice(text.length / 2))];
    return [...new Set(events.map(({ event }) => event))].sort().join();
  },
};

export const HOST_TARGETS: readonly HostTarget[] = [supervisorAnswers, guestConsole, workloadOutput, qmpAnswers, launchEvents];
