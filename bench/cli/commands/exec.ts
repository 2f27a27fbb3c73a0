/** `twinbench exec`: one command inside one instance, with its own stdin, stdout, stderr and exit code. */
import { UsageError } from '../../contract/errors.js';
import { checkBeforehand } from '../../driver/beforehand.js';
import { execute } from '../../driver/execute.js';
import { provision } from '../../driver/first-use.js';
import { ENVIRONMENT_IDS } from '../../environments/environments.js';
import { listenForInterruption } from '../../harness/interruption.js';
import { resolveSettings } from '../../harness/settings.js';
import { isStoppingUncaught } from '../../harness/uncaught.js';
import { defineCommand } from '../command.js';
import { ACCEL, CPUS, KERNEL, MEMORY, MODULES, parseCount } from '../options.js';
import { sayByName as say, writeWhole } from '../stdout.js';

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
      write: (stream: 'stdout' | 'stderr', chunk: Buffer) => writeWhole(process[stream], chunk),
      say,
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
