/** One command inside one instance, with our own stdin, and its stdout, stderr and exit code. */
import { constants } from 'node:os';
import type { Instance, InstanceSpec } from '../../runtimes/runtime.js';
import { UsageError } from '../contract/errors.js';
import { openEnvironment } from '../environments/environments.js';
import { type HostSession, openHostSession } from '../harness/host-session.js';
import { makeInstanceSpec, type OpenEnvironment } from '../harness/instance-spec.js';
import type { Interruption } from '../harness/interruption.js';
import type { Settings } from '../harness/settings.js';
import { waitForUncaught } from '../harness/uncaught.js';
import { countOomKills } from '../scenarios/oom-kills.js';
import { type Ending, OutputForwarder, type WriteOutput } from './output-forwarder.js';

export interface ExecRequest {
  readonly settings: Settings;
  readonly argv: [string, ...string[]];
  readonly env: Record<string, string>;
  readonly pidsMax: number | undefined;
  /** Names of the limits that the user asked for. */
  readonly limits: readonly string[];
  /** Takes the command's output. */
  readonly write: WriteOutput;
  readonly say: (text: string) => void;
}

/** Options that only a cgroup can enforce; a guest's memory is its RAM. */
const LIMITS = { memory: ['bare', 'container'], pids: ['bare', 'container', 'vm'] } as const;

/** @returns the command's exit code, or what a shell would give for it @throws UsageError, HostError, InstanceError */
export async function execute(request: ExecRequest, interruption: Interruption): Promise<number> {
  const { settings, argv, env, pidsMax } = request;
  await using session = await openHostSession();
  const [id] = settings.environments;
  if (id === undefined) throw new UsageError('name an environment');
  const environment = await interruption.unlessInterrupted(openEnvironment({ id, settings }, session));
  const { config } = session.image;
  tellUnenforced(request, environment, session);
  const output = new OutputForwarder(request.write);
  const spec = await makeInstanceSpec(session, environment, {
    name: 'exec',
    command: { argv, env: { ...config.env, ...env }, cwd: config.cwd, uid: 0, gid: 0 },
    ...(pidsMax !== undefined && { resources: { ...environment.resources, pidsMax } }),
    onStdout: (chunk) => output.take('stdout', chunk),
    onStderr: (chunk) => output.take('stderr', chunk),
  });
  const instance = await environment.runtime.start(spec);
  try {
    await interruption.unlessInterrupted(instance.ready);
    interruption[Symbol.dispose]();
    return await attend(instance, spec, output, request.say);
  } finally {
    await instance.stop();
  }
}

function tellUnenforced({ limits, say }: ExecRequest, { runtime }: OpenEnvironment, { cgroups }: HostSession): void {
  if (cgroups.parent !== undefined) return;
  for (const [name, kinds] of Object.entries(LIMITS)) {
    if (limits.includes(name) && kinds.some((kind) => kind === runtime.kind))
      say(`--${name} is not enforced, because no cgroup could be made: ${cgroups.reason}`);
  }
}

/** Passes stdin and signals on until the command ends, or until nobody takes what it writes. */
async function attend(instance: Instance, spec: InstanceSpec, output: OutputForwarder, say: ExecRequest['say']): Promise<number> {
  const forward = (name: NodeJS.Signals): void => instance.kill(constants.signals[name]);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, forward);
  const feeding = feedStdin(instance).catch(() => undefined);
  const { uncaught, forget } = waitForUncaught();
  try {
    const exit = await Promise.race([instance.exited, output.refused, uncaught]);
    await explainLimit(instance, spec, say);
    return findExitCode(exit, spec.command.argv[0], say);
  } finally {
    forget();
    for (const name of signals) process.off(name, forward);
    process.stdin.destroy();
    await feeding;
  }
}

async function feedStdin(instance: Instance): Promise<void> {
  for await (const chunk of process.stdin) {
    if (chunk instanceof Uint8Array) await instance.writeStdin(chunk);
  }
  instance.endStdin();
}

async function explainLimit(instance: Instance, spec: InstanceSpec, say: ExecRequest['say']): Promise<void> {
  const kills = await countOomKills(instance, spec);
  if (kills > 0)
    say(`the kernel killed a process at the memory limit of ${String(spec.resources.memoryBytes)} bytes; raise it with --memory`);
  const refusals = (await spec.cgroup?.pidsRefusals()) ?? 0;
  if (refusals > 0) say(`${String(refusals)} forks were refused at the limit of ${String(spec.resources.pidsMax)} processes`);
}

function findExitCode(exit: Ending, program: string, say: ExecRequest['say']): number {
  if (exit.kind === 'exited') return exit.code;
  if (exit.kind === 'signaled') return 128 + exit.code;
  const [name = `errno ${String(exit.code)}`] = Object.entries(constants.errno).find(([, code]) => code === exit.code) ?? [];
  const isMissing = exit.code === constants.errno.ENOENT;
  say(`"${program}" ${isMissing ? 'is not in the image' : `cannot be run (${name})`}`);
  return isMissing ? 127 : 126;
}
