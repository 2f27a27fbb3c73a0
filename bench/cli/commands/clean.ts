/** `twinbench clean`: removes what a killed run left behind. */
import { cacheRoot } from '../../../runtimes/cache.js';
import type { Spared } from '../../../runtimes/removal.js';
import { EXIT } from '../../contract/errors.js';
import { cleanCache } from '../../driver/clean-cache.js';
import { describeSpared, sweepLeftovers } from '../../harness/leftovers.js';
import { defineCommand } from '../command.js';
import { print } from '../stdout.js';

export const command = defineCommand({
  usage:
    '$0 clean [--cache]\n\nRemoves processes, control groups and folders that a killed run left behind. What a living run uses stays, and so does everything that Twinbench did not create or whose owner cannot be determined from here; it is named.',
  options: {
    cache: {
      type: 'boolean',
      default: false,
      describe: 'also empty the cache (kernel, image, disks, programs); the next run fills it again. Files of others stay',
    },
  },
  examples: [['$0 clean', 'after kill -9 of a run']],
  async run({ cache }) {
    const { removed, spared } = await sweepLeftovers();
    for (const item of removed) tell(`removed ${item}`);
    if (cache) {
      const emptied = await cleanCache();
      const isGone = emptied.removed.includes(cacheRoot());
      tell(isGone ? `removed ${cacheRoot()}` : `removed ${String(emptied.removed.length)} entries of ${cacheRoot()}`);
      tellSpared(emptied.spared);
      return EXIT.ok;
    }
    tellSpared(spared);
    if (removed.length === 0) tell(spared.length === 0 ? 'nothing was left behind' : 'nothing else was left behind');
    return EXIT.ok;
  },
});

function tellSpared(spared: readonly Spared[]): void {
  for (const line of describeSpared(spared)) tell(`kept ${line}`);
}

function tell(line: string): void {
  print(`${line}\n`);
}
