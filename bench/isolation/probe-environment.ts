/** Probes one environment: starts an instance of it, asks the probe program inside, and holds its answers against the host's. */
import { nativeProgram } from '../../runtimes/native.js';
import { run } from '../../runtimes/process.js';
import { HostError } from '../contract/errors.js';
import type { ProbedEnvironment } from '../contract/isolation.js';
import type { HostSession } from '../harness/host-session.js';
import type { OpenEnvironment } from '../harness/instance-spec.js';
import { ProbeInstance } from './instance.js';
import { type Answers, parseAnswers } from './probes/answers.js';
import { interpret } from './probes/interpret.js';

const LOOK_DEADLINE_MS = 30_000;

/** What the probe program says of the host itself; it only reads there. */
export async function lookAtHost(): Promise<Answers> {
  const { stdout } = await run(await nativeProgram('probe'), ['look'], { deadlineMs: LOOK_DEADLINE_MS });
  return parseAnswers(stdout);
}

/** The session's image must be the probe's. @throws InstanceError, HostError, ProbeOutputError */
export async function probeEnvironment(session: HostSession, open: OpenEnvironment, host: Answers): Promise<ProbedEnvironment> {
  const inside = parseAnswers(await readFacts(session, open));
  const { id, version, container } = await open.runtime.facts();
  return {
    id: open.id,
    kind: open.runtime.kind,
    runtime: { id, version },
    rootless: open.runtime.kind === 'vm' ? false : container?.['rootless'] === true || process.getuid?.() !== 0,
    ...interpret(open.runtime.kind, inside, host),
  };
}

async function readFacts(session: HostSession, open: OpenEnvironment): Promise<string> {
  const probe = await ProbeInstance.start(session, open, 'probe', ['facts']);
  try {
    probe.instance.endStdin();
    const exit = await probe.ended();
    if (exit.kind === 'exited' && exit.code === 0) return probe.stdout;
    throw new HostError(`${open.id}: the probe ${exit.kind} with ${String(exit.code)}; it said: ${probe.stderr.trim()}`);
  } finally {
    await probe.instance.stop();
  }
}
