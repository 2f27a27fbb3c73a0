/** `twinbench exec`: one command inside one instance, with its own stdin, stdout, stderr and exit code. */
import { constants } from 'node:os';
import type { Instance, InstanceSpec } from '../../../runtimes/runtime.js';
import { UsageError } from '../../contract/errors.js';
import { checkBeforehand } from '../../driver/beforehand.js';
import { provision } from '../../driver/first-use.js';
import { ENVIRONMENT_IDS, openEnvironment } from '../../environments/environments.js';
import { type HostSession, openHostSession } from '../../harness/host-session.js';
import { makeInstanceSpec, type OpenEnvironment } from '../../harness/instance-spec.js';
import { type Interruption, listenForInterruption } from '../../harness/interruption.js';
import { resolveSettings, type Settings } from '../../harness/settings.js';
import { isStoppingUncaught, waitForUncaught } from '../../harness/uncaught.js';
import { countOomKills } from '../../scenarios/oom-kills.js';
import { defineCommand } from '../command.js';
import { ACCEL, CPUS, KERNEL, MEMORY, MODULES, parseCount } from '../options.js';
import { sayByName as say } from '../stdout.js';
import { type Ending, OutputForwarder } from './exec/output-forwarder.js';

export const command = defineCommand({
  usage: '$0 exec --environment ID [options] -- COMMAND [ARG…]\n\nRuns a command inside one instance of the built-in image.',
  options: {
    environment: { type: 'string', demandOption: true, describe: `where: ${ENVIRONMENT_IDS.join(', ')}` },
    env: { type: 'string', array: true, nargs: 1, default: [], describe: 'NAME=VALUE for the command; repeatable' },
    memory: MEMORY,
    cpus: CPUS,
    pids: { type: 'string', describe: 'most processes inside (default: 1024)' },
    accel: ACCEL,
    kernel: KERNEL,
    modules: MODULES,
  },
  examples: [
    ['$0 exec --environment container -- sh -c "id; ps"', 'what root sees in the container'],
    ['$0 exec --environment vm --memory 1G -- free -m', 'a guest with 1 GiB'],
    ['tar c src | $0 exec --environment vm -- tar t', 'stdin and stdout come through unchanged'],
  ],
  epilogue:
    "Exit code: the command's own; 125 when Twinbench failed or the host lacks something, 2 for wrong usage, 126/127 as a shell would, 128+N for signal N.",
  async run({ environment, env, pids, ...args }, words) {
    const argv = parseCommand(words);
    const known = { environments: ENVIRONMENT_IDS, workloads: [] };
    const settings = await resolveSettings({ ...args, environments: environment }, known);
    const request = {
      settings,
      argv,
      env: parseEnv(env),
      pidsMax: pids === undefined ? undefined : parseCount('pids', pids),
      limits: Object.entries({ memory: args.memory, pids }).flatMap(([name, value]) => (value === undefined ? [] : [name])),
    };
    using interruption = listenForInterruption(say);
    try {
      await checkBeforehand({ settings });
      await provision(settings, say);
      return await execute(request, interruption);
    } catch (error) {
      const code = interruption.exitCode();
      if (code === undefined || isStoppingUncaught()) throw error;
      return code;
    }
  },
});

interface ExecRequest {
  readonly settings: Settings;
  readonly argv: [string, ...string[]];
  readonly env: Record<string, string>;
  readonly pidsMax: number | undefined;
  /** Names of the limits that the user asked for. */
  readonly limits: readonly string[];
}

/** Options that only a cgroup can enforce; a guest's memory is its RAM. */
const LIMITS = { memory: ['bare', 'container'], pids: ['bare', 'container', 'vm'] } as const;

async function execute({ settings, argv, env, pidsMax, limits }: ExecRequest, interruption: Interruption): Promise<number> {
  await using session = await openHostSession();
  const [id] = settings.environments;
  if (id === undefined) throw new UsageError('name an environment');
  const environment = await interruption.unlessInterrupted(openEnvironment({ id, settings }, session));
  const { config } = session.image;
  tellUnenforced(limits, environment, session);
  const output = new OutputForwarder();
  const spec = await makeInstanceSpec(session, environment, {
    name: 'exec',
    command: { argv, env: { ...config.env, ...env }, cwd: config.cwd, uid: 0, gid: 0 },
    ...(pidsMax !== undefined && { resources: { ...environment.resources, pidsMax } }),
    onStdout: (chunk) => output.take(process.stdout, chunk),
    onStderr: (chunk) => output.take(process.stderr, chunk),
  });
  const instance = await environment.runtime.start(spec);
  try {
    await interruption.unlessInterrupted(instance.ready);
    interruption[Symbol.dispose]();
    return await attend(instance, spec, output);
  } finally {
    await instance.stop();
  }
}

function tellUnenforced(limits: readonly string[], { runtime }: OpenEnvironment, { cgroups }: HostSession): void {
  if (cgroups.parent !== undefined) return;
  for (const [name, kinds] of Object.entries(LIMITS)) {
    if (limits.includes(name) && kinds.some((kind) => kind === runtime.kind))
      say(`--${name} is not enforced, because no cgroup could be made: ${cgroups.reason}`);
  }
}

/** Passes stdin and signals on until the command ends, or until nobody takes what it writes. */
async function attend(instance: Instance, spec: InstanceSpec, output: OutputForwarder): Promise<number> {
  const forward = (name: NodeJS.Signals): void => instance.kill(constants.signals[name]);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, forward);
  const feeding = feedStdin(instance).catch(() => undefined);
  const { uncaught, forget } = waitForUncaught();
  try {
    const exit = await Promise.race([instance.exited, output.refused, uncaught]);
    await explainLimit(instance, spec);
    return findExitCode(exit, spec.command.argv[0]);
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

async function explainLimit(instance: Instance, spec: InstanceSpec): Promise<void> {
  const kills = await countOomKills(instance, spec);
  if (kills > 0)
    say(`the kernel killed a process at the memory limit of ${String(spec.resources.memoryBytes)} bytes; raise it with --memory`);
  const refusals = (await spec.cgroup?.pidsRefusals()) ?? 0;
  if (refusals > 0) say(`${String(refusals)} forks were refused at the limit of ${String(spec.resources.pidsMax)} processes`);
}

function findExitCode(exit: Ending, program: string): number {
  if (exit.kind === 'exited') return exit.code;
  if (exit.kind === 'signaled') return 128 + exit.code;
  const [name = `errno ${String(exit.code)}`] = Object.entries(constants.errno).find(([, code]) => code === exit.code) ?? [];
  const isMissing = exit.code === constants.errno.ENOENT;
  say(`"${program}" ${isMissing ? 'is not in the image' : `cannot be run (${name})`}`);
  return isMissing ? 127 : 126;
}

/** @throws UsageError */
function parseCommand([program, ...rest]: readonly string[]): [string, ...string[]] {
  if (program === undefined)
    throw new UsageError('name the command after --, for example: twinbench exec --environment vm -- uname -r');
  return [program, ...rest];
}

/** @throws UsageError */
function parseEnv(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at <= 0) throw new UsageError(`--env takes NAME=VALUE, not "${pair}"`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
