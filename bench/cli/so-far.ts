/** What a run has shown so far, for those who wait: how many trials failed, and how long the others took to start. */
import { ordinarySpaces } from '../../reports/terminal/spaces.js';
import { formatAlone } from '../../reports/view-model/quantity.js';
import { printable, shorten } from '../../reports/view-model/text.js';
import { CALIBRATION_SCENARIO } from '../contract/calibration.js';
import type { TrialRecord } from '../contract/record.js';
import { cellName } from '../harness/plan.js';
import type { Progress } from '../harness/run.js';
import { secondsBetween, secondsOfBoots } from '../metrics/metric.js';
import { median } from '../stats/describe.js';
import { COMMAND_WORKLOAD } from '../workloads/command.js';

interface Figure {
  readonly title: string;
  readonly derive: (record: TrialRecord) => number | undefined;
}

/** The first that a trial has is shown. */
const FIGURES: readonly Figure[] = [
  {
    title: 'command',
    derive: (record) =>
      record.workloadId === COMMAND_WORKLOAD ? secondsBetween(record, 'window-start', 'window-end') : undefined,
  },
  { title: 'start', derive: (record) => secondsBetween(record, 'launcher-start', 'workload-start') },
  { title: 'boot', derive: (record) => secondsOfBoots(record, 'launcher-start', 'ready') },
];

/** Failures that are told one by one: a run whose every trial fails says so once more, and is silent then. */
const MAX_TOLD = 10;
const MAX_MESSAGE_LENGTH = 300;

export class SoFar {
  failures = 0;
  #done = 0;
  #figure = '';
  /** Seconds by environment. */
  readonly #values = new Map<string, number[]>();

  /** A trial starts. An observer may watch several measurements, one after the other: each begins anew. */
  begin({ done }: Progress): void {
    if (done < this.#done) {
      this.failures = 0;
      this.#values.clear();
    }
    this.#done = done;
  }

  /** @returns what to say of a trial that did not complete */
  add(record: TrialRecord): string | undefined {
    if (record.outcome.status !== 'completed') return this.#addFailure(record);
    if (!record.warmup) this.#addFigure(record);
    return undefined;
  }

  #addFailure(record: TrialRecord): string | undefined {
    this.failures += 1;
    if (this.failures > MAX_TOLD) return undefined;
    const more = this.failures === MAX_TOLD ? '\nfurther failures are counted, and recorded, but not told' : '';
    return `${describeFailure(record)}${more}`;
  }

  /** In a calibration, starts are delayed on purpose. */
  #addFigure(record: TrialRecord): void {
    if (record.scenario === CALIBRATION_SCENARIO) return;
    for (const { title, derive } of FIGURES) {
      const value = derive(record);
      if (value === undefined) continue;
      if (title !== this.#figure) this.#values.clear();
      this.#figure = title;
      const values = this.#values.get(record.environmentId) ?? [];
      values.push(value);
      this.#values.set(record.environmentId, values);
      return;
    }
  }

  /** `median start: bare 29.8 ms, container 32.8 ms`; nothing before the first. */
  describe(): string[] {
    if (this.#values.size === 0) return [];
    const medians = [...this.#values]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, values]) => [id, median(values)] as const);
    const words = medians.map(([id, seconds]) => `${id} ${formatAlone('second', seconds)}`);
    return [`median ${this.#figure}: ${ordinarySpaces(words.join(', '))}`];
  }
}

function describeFailure(record: TrialRecord): string {
  const { outcome } = record;
  const message = 'message' in outcome && typeof outcome.message === 'string' ? outcome.message : '';
  return `trial ${record.id} ${outcome.status}: ${cellName(record)}: ${shorten(printable(message), MAX_MESSAGE_LENGTH)}`;
}
