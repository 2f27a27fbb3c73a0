/**
 * The scenario `elasticity`: the workload `elastic` takes a peak of memory, holds it and lets it go; the host reads what the instance
 * holds before (`before`), at the peak (`peak`) and after its end (`after-1s`, `after-5s`, `after-30s`).
 * Parameters: `set-peak-bytes`; where these are not to be the usual ones, `set-rest-ms` before the peak and `set-watch-ms` from its end to the
 * last reading, after which that one is named.
 */
import type { Trial } from '../contract/document.js';
import { BALLOON_ENVIRONMENT, type ElasticitySummary } from '../contract/scenarios.js';
import { peakAboveRestBytes, returnedAfterSeconds, returnedRatio } from '../metrics/memory-returned.js';
import { median } from '../stats/describe.js';
import { PEAK_HOLD_MS, REST_BEFORE_PEAK_MS, WATCH_MS } from '../workloads/elastic.js';
import { InstanceGroup, wholeParameter } from './instance-group.js';
import { judgeEnding } from './outcome.js';
import { crossed, type PlanSection, type SectionRequest } from './plan-section.js';
import type { Sampling, Scenario, TrialContext } from './scenario.js';
import type { TrialInstance } from './trial-instance.js';
import { pause } from './waiting.js';

/** Seconds after the release, besides the last reading. */
const READINGS_AFTER_S = [1, 5] as const;
/** Start of the interpreter, the rest before the peak and the peak itself, in an emulated guest. */
const PEAK_DEADLINE_MS = 60_000;

export const elasticity: Scenario = {
  id: 'elasticity',
  profiles: ['default', 'thorough'],
  plan,
  needs: (ids) => (ids.includes(BALLOON_ENVIRONMENT.besides) ? [BALLOON_ENVIRONMENT.id] : []),
  run: (context) =>
    new InstanceGroup(context).observe(async (group) => {
      const instance = await group.start();
      const sampling = group.watch(instance, { periodic: false });
      await instance.ready();
      await readLevels(instance, sampling, context);
      return judgeEnding(await instance.ending(context.workloadDeadlineMs));
    }),
  summarize,
};

function plan({ environmentIds, peakBytes, profile, waits: { peakRestMs, peakWatchMs } = {} }: SectionRequest): PlanSection {
  const parameters = {
    'set-peak-bytes': peakBytes,
    ...(peakRestMs !== undefined && { 'set-rest-ms': peakRestMs }),
    ...(peakWatchMs !== undefined && { 'set-watch-ms': peakWatchMs }),
  };
  const blocks = crossed(environmentIds, ['elastic'], parameters);
  return { scenario: 'elasticity', blocks, repetitions: profile.name === 'thorough' ? 3 : 1, warmupBlocks: 0 };
}

function summarize(trials: readonly Trial[], environmentId: string): ElasticitySummary | undefined {
  const peaks = trials.flatMap((trial) => peakAboveRestBytes(trial) ?? []);
  if (peaks.length === 0) return undefined;
  const looks = new Set(trials.flatMap(returnedAfterSeconds));
  const returned = [...looks]
    .sort((left, right) => left - right)
    .flatMap((afterSeconds) => {
      const ratios = trials.flatMap((trial) => returnedRatio(trial, afterSeconds) ?? []);
      return ratios.length === 0 ? [] : [{ afterSeconds, ratio: median(ratios) }];
    });
  return { environmentId, n: peaks.length, peakBytes: median(peaks), returned };
}

async function readLevels(instance: TrialInstance, sampling: Sampling, { signal, parameters }: TrialContext): Promise<void> {
  const restMs = 'set-rest-ms' in parameters ? wholeParameter(parameters, 'set-rest-ms') : REST_BEFORE_PEAK_MS;
  const watchMs = 'set-watch-ms' in parameters ? wholeParameter(parameters, 'set-watch-ms') : WATCH_MS;
  await instance.marked('workload-start', PEAK_DEADLINE_MS);
  await pause(restMs * 0.8, signal);
  await sampling.readAll('before');
  await instance.marked('window-start', PEAK_DEADLINE_MS);
  await pause(PEAK_HOLD_MS * 0.6, signal);
  sampling.readCgroups('peak');
  await instance.marked('window-end', PEAK_DEADLINE_MS);
  const releasedNs = instance.log.at('window-end') ?? process.hrtime.bigint();
  for (const seconds of [...READINGS_AFTER_S.filter((one) => one * 1000 < watchMs), watchMs / 1000]) {
    const leftMs = Number(releasedNs - process.hrtime.bigint()) / 1e6 + seconds * 1000;
    await pause(Math.max(0, leftMs), signal);
    await sampling.readAll(`after-${String(seconds)}s`);
  }
}
