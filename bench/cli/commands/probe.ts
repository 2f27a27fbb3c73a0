/** `twinbench probe`: what separates an instance from this host, asked by the same program in every environment. */
import { EXIT } from '../../contract/errors.js';
import { type Isolation, ROOTLESS_ENVIRONMENT } from '../../contract/isolation.js';
import { BALLOON_ENVIRONMENT } from '../../contract/scenarios.js';
import { measureAlone } from '../../driver/measure-alone.js';
import { DEFAULT_ENVIRONMENT_IDS, ENVIRONMENT_IDS } from '../../environments/environments.js';
import { isolationStore } from '../../findings/isolations.js';
import { resolveSettings, type Settings } from '../../harness/settings.js';
import { probeAll } from '../../isolation/probe-all.js';
import { defineCommand } from '../command.js';
import { ACCEL, CPUS, JSON_OPTION, KERNEL, MEMORY, MODULES } from '../options.js';
import { findWidth } from '../screen.js';
import { print, sayByName as say } from '../stdout.js';

const KNOWN = [
  'bare',
  'container',
  ROOTLESS_ENVIRONMENT,
  ...ENVIRONMENT_IDS.filter((id) => !['bare', 'container', BALLOON_ENVIRONMENT.id].includes(id)),
];

export const command = defineCommand({
  usage:
    '$0 probe [options]\n\nShows what isolates an instance from this host: the same small static program runs in every environment and reports what it sees, what it may do and which system calls it reaches. Everything is tried so that it does no harm. A guest’s kernel is then made to panic beside other instances. The result is kept: later runs on this host carry it and their reports show it, until Twinbench itself is updated.',
  options: {
    environments: { type: 'string', describe: `which: ${KNOWN.join(',')} (default: all)` },
    panic: { type: 'boolean', default: true, describe: "make a guest's kernel panic; --no-panic leaves it out" },
    json: { ...JSON_OPTION, describe: 'machine-readable, on stdout (docs/schema/isolation.schema.json)' },
    memory: MEMORY,
    cpus: CPUS,
    accel: ACCEL,
    kernel: KERNEL,
    modules: MODULES,
  },
  examples: [
    ['$0 probe', 'every environment, about half a minute where guests are emulated'],
    ['$0 probe --environments bare,container', 'without a VM: a few seconds'],
    ['$0 probe --json > isolation.json', 'for other programs'],
  ],
  epilogue:
    'Exit code: 0 when every environment was probed, 5 when one could not be; it says which and why. Terms are explained in docs/isolation.md.',
  async run(args) {
    const known = { environments: KNOWN, defaultEnvironments: defaultEnvironments(), workloads: [] };
    const settings = await resolveSettings(args, known);
    return measureAlone({ settings: measurable(settings), purpose: 'probing isolation', say }, async (interruption) => {
      const found = await probeAll({ settings, withPanic: args.panic, interruption, say });
      await isolationStore.keep(found);
      return publish(found, args.json);
    });
  },
});

/** An ordinary user's container is rootless as it is. */
function defaultEnvironments(): string[] {
  return process.getuid?.() === 0 ? [...DEFAULT_ENVIRONMENT_IDS, ROOTLESS_ENVIRONMENT] : [...DEFAULT_ENVIRONMENT_IDS];
}

/** The rootless container needs what a container needs. */
function measurable(settings: Settings): Settings {
  return { ...settings, environments: settings.environments.map((id) => (id === ROOTLESS_ENVIRONMENT ? 'container' : id)) };
}

async function publish(found: Isolation, asJson: boolean): Promise<number> {
  const { renderIsolation } = await import('../../../reports/terminal/isolation.js');
  const text = asJson ? JSON.stringify(found, null, 1) : renderIsolation(found, { width: findWidth(process.stdout, 120) });
  print(`${text}\n`);
  for (const { environmentId, because } of found.notProbed) say(`${environmentId} could not be probed: ${because}`);
  say('kept for later runs on this host: their results and reports carry it');
  return found.notProbed.length === 0 ? EXIT.ok : EXIT.failed;
}
