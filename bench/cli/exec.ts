/** `twinbench exec`: one command inside one instance, with its own stdin, stdout, stderr and exit code. */
import { constants } from 'node:os';
import type { Argv } from 'yargs';
import type { Instance, InstanceSpec, WorkloadExit } from '../../runtimes/runtime.js';
import { ENVIRONMENT_IDS, type OpenEnvironment, openEnvironments } from './environments.js';
import { EXIT, UsageError } from './failure.js';
import { provision } from './first-use.js';
import { reason } from './results-folder.js';
import { resolveSettings, type Settings } from './settings.js';
import { openWorkshop, type Workshop } from './workshop.js';

export function options(parser: Argv): Argv {
  return parser
    .usage('$0 exec --environment ID [options] -- COMMAND [ARG…]\n\nRuns a command inside one instance of the built-in image.')
    .option('environment', { type: 'string', demandOption: true, describe: `where: ${ENVIRONMENT_IDS.join(', ')}` })
    .option('env', { type: 'string', array: true, nargs: 1, default: [], describe: 'NAME=VALUE for the command; repeatable' })
    .option('memory', { type: 'string', describe: 'memory limit, or RAM of the guest (default 512M)' })
    .option('cpus', { type: 'string', describe: 'vCPUs of a guest' })
    .option('pids', { type: 'string', describe: 'most processes inside (default 1024)' })
    .option('accel', { type: 'string', describe: 'auto, kvm or tcg' })
    .option('kernel', { type: 'string', describe: "the guest's kernel, instead of the distribution's" })
    .option('modules', { type: 'string', describe: 'its modules folder (/lib/modules/RELEASE)' })
    .example('$0 exec --environment container -- sh -c "id; ps"', 'what root sees in the container')
    .example('$0 exec --environment vm --memory 1G -- free -m', 'a guest with 1 GiB')
    .example('tar c src | $0 exec --environment vm -- tar t', 'stdin and stdout come through unchanged')
    .epilogue("Exit code: the command's own; 125 when Twinbench failed, 126/127 as a shell would, 128+N for signal N.");
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  const argv = commandOf(args);
  const wanted = String(args['environment']);
  const settings = await resolveSettings({ ...args, environments: wanted }, { environments: ENVIRONMENT_IDS, workloads: [] });
  const env = parseEnv(args['env']);
  await provision(settings, (text) => void process.stderr.write(`${text}\n`));
  try {
    return await execute(settings, argv, env, pidsOf(args['pids']));
  } catch (error) {
    if (error instanceof Error && 'exitCode' in error) throw error;
    process.stderr.write(`twinbench: ${reason(error)}\n`);
    return EXIT.execFailed;
  }
}

async function execute(
  settings: Settings,
  argv: [string, ...string[]],
  env: Record<string, string>,
  pidsMax: number | undefined,
): Promise<number> {
  await using workshop = await openWorkshop();
  const [environment] = await openEnvironments(settings, workshop);
  if (environment === undefined) throw new UsageError('name an environment');
  const image = workshop.image;
  const spec = await makeSpec(workshop, environment, {
    command: { argv, env: { ...image.config.env, ...env }, cwd: image.config.cwd, uid: 0, gid: 0 },
    ...(pidsMax === undefined ? {} : { resources: { ...environment.resources, pidsMax } }),
  });
  const instance = await environment.runtime.start(spec);
  try {
    await instance.ready;
    return await attend(instance, spec);
  } finally {
    await instance.stop();
  }
}

type Changes = Pick<InstanceSpec, 'command'> & Partial<Pick<InstanceSpec, 'resources'>>;

async function makeSpec(workshop: Workshop, environment: OpenEnvironment, changes: Changes): Promise<InstanceSpec> {
  const resources = changes.resources ?? environment.resources;
  const id = `${workshop.idPrefix}-exec`;
  const cgroup = await environment.makeCgroup(id, resources);
  return {
    id,
    directory: await workshop.instanceFolder(id),
    image: workshop.image,
    command: changes.command,
    resources,
    deadlines: { bootMs: environment.bootDeadlineMs, stopMs: 15_000 },
    onStdout: (chunk) => writeAll(process.stdout, chunk),
    onStderr: (chunk) => writeAll(process.stderr, chunk),
    onMark: () => undefined,
    ...(cgroup === undefined ? {} : { cgroup }),
  };
}

/** Passes stdin and signals on until the command ends. */
async function attend(instance: Instance, spec: InstanceSpec): Promise<number> {
  const forward = (name: NodeJS.Signals): void => instance.kill(constants.signals[name]);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, forward);
  const feeding = feedStdin(instance).catch(() => undefined);
  try {
    const exit = await instance.exited;
    await explainLimit(spec);
    return exitCodeOf(exit);
  } finally {
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

async function explainLimit(spec: InstanceSpec): Promise<void> {
  const kills = (await spec.cgroup?.oomKills()) ?? 0;
  if (kills > 0)
    process.stderr.write(
      `twinbench: the kernel killed a process at the memory limit of ${String(spec.resources.memoryBytes)} bytes; raise it with --memory\n`,
    );
  const refusals = (await spec.cgroup?.pidsRefusals()) ?? 0;
  if (refusals > 0)
    process.stderr.write(
      `twinbench: ${String(refusals)} forks were refused at the limit of ${String(spec.resources.pidsMax)} processes\n`,
    );
}

function exitCodeOf(exit: WorkloadExit): number {
  if (exit.kind === 'exited') return exit.code;
  if (exit.kind === 'signaled') return 128 + exit.code;
  return exit.code === constants.errno.ENOENT ? 127 : 126;
}

/** Resolves when the stream has taken the chunk over, so that a slow reader slows the command down. */
function writeAll(stream: NodeJS.WriteStream, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}

function commandOf(args: Readonly<Record<string, unknown>>): [string, ...string[]] {
  const words = args['--'];
  const [program, ...rest] = Array.isArray(words) ? words.map(String) : [];
  if (program === undefined)
    throw new UsageError('name the command after --, for example: twinbench exec --environment vm -- uname -r');
  return [program, ...rest];
}

function parseEnv(values: unknown): Record<string, string> {
  const pairs = (Array.isArray(values) ? values : []).map((value) => String(value));
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at <= 0) throw new UsageError(`--env takes NAME=VALUE, not "${pair}"`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function pidsOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const pids = Number(value);
  if (!Number.isSafeInteger(pids) || pids < 1) throw new UsageError(`--pids takes a whole number from 1, not "${String(value)}"`);
  return pids;
}
