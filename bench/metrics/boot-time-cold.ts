/** Boot time with empty caches, and its parts: never pooled with warm boots. */
import { bootTime, bootTimeParts } from './boot-time.js';
import type { Metric } from './metric.js';

const COLD = 'boot-time-cold';

function cold({ definition: { partOf, standsAlone: _, ...definition }, derive }: Metric): Metric {
  const id = definition.id.replace(bootTime.definition.id, COLD);
  const isWhole = definition.id === bootTime.definition.id;
  return {
    definition: {
      ...definition,
      id,
      title: isWhole ? 'Boot time, cold' : `${definition.title} (cold)`,
      ...(!isWhole && partOf !== undefined && { partOf: COLD }),
      ...(isWhole && {
        definition:
          'As boot-time, after the host’s page cache was emptied of every file that the instance reads to start: image, kernel, initramfs, disk ' +
          'and programs. Pages that another process has mapped cannot be dropped, see findings.cachedBytes of the trials; names and attributes of files stay cached. The workload’s own program is read ' +
          'only after ready.',
      }),
      scenarios: ['cold'],
    },
    work: 'none',
    derive,
  };
}

export const bootTimeCold: readonly Metric[] = [bootTime, ...bootTimeParts].map(cold);
