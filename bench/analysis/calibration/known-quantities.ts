/** Known quantities → measured − true, one function for each kind of quantity. */
import type { CalibrationEntry, Unit } from '../../contract/calibration.js';
import type { Trial } from '../../contract/document.js';
import { BOOT_PHASES, findInstant } from '../../contract/phases.js';
import type { Environment } from '../../contract/record.js';
import { median } from '../../stats/describe.js';
import { estimateMedian, groupBySetting, makeValueReader, pairWithinBlocks, selectQuantity } from './calibration-trials.js';

type Kind = Environment['kind'];

const MIB = 1024 * 1024;
const NS_PER_SECOND = 1e9;
const MS_PER_SECOND = 1000;

/** Of one environment's trials; `kind` decides which boundary a delay lies in and what may be claimed. */
export function findEntries(kind: Kind, trials: readonly Trial[]): CalibrationEntry[] {
  return [
    ...makeSleepEntries(trials),
    ...makeBootEntries(kind, trials),
    ...makeMemoryEntries(kind, trials),
    ...makeCpuEntries(kind, trials),
    ...makeWrittenEntries(trials),
    ...makeNothingEntries(trials),
  ];
}

/** What is known of one quantity; the rest of an entry follows from it and the values. */
type Known = Pick<CalibrationEntry, 'quantity' | 'title' | 'metricId' | 'unit' | 'trueValue' | 'scale' | 'tolerance'>;

/** None without a value: what was not measured has no error. */
function makeEntry(trials: readonly Trial[], known: Known, values: readonly number[]): CalibrationEntry[] {
  const [first] = trials;
  if (first === undefined || values.length === 0) return [];
  const error = estimateMedian(values.map((value) => value - known.trueValue));
  return [{ environmentId: first.environmentId, ...known, n: values.length, measured: median(values), error }];
}

/** Length of the timed window by the host's clock: what throughput divides by. */
function computeWindowSeconds({ instances }: Trial): number[] {
  const marks = instances[0]?.marks ?? [];
  const [startNs, endNs] = [findInstant(marks, 'window-start'), findInstant(marks, 'window-end')];
  return startNs === undefined || endNs === undefined ? [] : [(endNs - startNs) / NS_PER_SECOND];
}

/** Claimed: 1 ms + 0.5 %. */
function makeSleepEntries(trials: readonly Trial[]): CalibrationEntry[] {
  return groupBySetting(selectQuantity(trials, 'sleep'), 'set-ms').flatMap(([ms, group]) => {
    const trueValue = ms / MS_PER_SECOND;
    const known = { quantity: `sleep-${ms}ms`, title: `Sleep of ${ms} ms`, metricId: 'window-time', unit: 'second' } as const;
    return makeEntry(
      group,
      { ...known, trueValue, scale: 'absolute', tolerance: 0.001 + 0.005 * trueValue },
      group.flatMap(computeWindowSeconds),
    );
  });
}

const BOOT_TOLERANCE_SECONDS = { shared: 0.002, vm: 0.01 } as const;

/**
 * A delay is named like the part of boot time in which it lies. With it minus without it, within the block: in that part, and over the whole of
 * boot time.
 */
function makeBootEntries(kind: Kind, trials: readonly Trial[]): CalibrationEntry[] {
  const boots = selectQuantity(trials, 'boot');
  return BOOT_PHASES[kind].flatMap(({ phase: point }) =>
    groupBySetting(boots, `delay-${point}`).flatMap(([ms, delayed]) => {
      const known = { unit: 'second', trueValue: ms / MS_PER_SECOND, scale: 'absolute' } as const;
      const tolerance = kind === 'vm' ? BOOT_TOLERANCE_SECONDS.vm : BOOT_TOLERANCE_SECONDS.shared;
      const differences = (metricId: string) => pairWithinBlocks(delayed, boots.filter(isUndelayed), metricId);
      const quantity = `boot-delay-${point}-${ms}ms`;
      const metricId = `boot-time.${point}`;
      return [
        ...makeEntry(
          delayed,
          { ...known, quantity, title: `Boot delayed by ${ms} ms in ${point}`, metricId, tolerance },
          differences(metricId),
        ),
        ...makeEntry(
          delayed,
          {
            ...known,
            quantity: `${quantity}-whole`,
            title: `… seen in the whole boot (${ms} ms in ${point})`,
            metricId: 'boot-time',
          },
          differences('boot-time'),
        ),
      ];
    }),
  );
}

function isUndelayed({ parameters }: Trial): boolean {
  return !Object.keys(parameters ?? {}).some((name) => name.startsWith('delay-'));
}

/** The larger amount minus the smaller one: what the instance has besides is in both. */
function makeMemoryEntries(kind: Kind, trials: readonly Trial[]): CalibrationEntry[] {
  const groups = groupBySetting(selectQuantity(trials, 'memory'), 'set-mib');
  const [small, large] = [groups[0], groups.at(-1)];
  if (small === undefined || large === undefined || small === large) return [];
  const mib = large[0] - small[0];
  const trueValue = mib * MIB;
  return makeEntry(
    large[1],
    {
      quantity: `memory-${mib}mib`,
      title: `${mib} MiB more touched (${large[0]} against ${small[0]})`,
      metricId: 'memory-peak',
      unit: 'byte',
      trueValue,
      scale: 'relative',
      tolerance: (kind === 'vm' ? 0.05 : 0.02) * trueValue,
    },
    pairWithinBlocks(large[1], small[1], 'memory-peak'),
  );
}

/** Nothing is claimed for a VM: the guest's account of CPU time and the host's differ by what the VMM does. */
function makeCpuEntries(kind: Kind, trials: readonly Trial[]): CalibrationEntry[] {
  return groupBySetting(selectQuantity(trials, 'cpu'), 'set-ms').flatMap(([ms, group]) => {
    const trueValue = ms / MS_PER_SECOND;
    return makeEntry(
      group,
      {
        quantity: `cpu-${ms}ms`,
        title: `${trueValue} s of CPU time burnt`,
        metricId: 'cpu-time',
        unit: 'second',
        trueValue,
        scale: 'relative',
        ...(kind !== 'vm' && { tolerance: 0.02 * trueValue }),
      },
      group.flatMap(makeValueReader('cpu-time')),
    );
  });
}

/** Journal, inode and directory of a freshly mounted file system: at most this much besides the file. */
const METADATA_BYTES = MIB;

/** Claimed: 1 % and metadata. */
function makeWrittenEntries(trials: readonly Trial[]): CalibrationEntry[] {
  return groupBySetting(selectQuantity(trials, 'written'), 'set-mib').flatMap(([mib, group]) => {
    const trueValue = mib * MIB;
    return makeEntry(
      group,
      {
        quantity: `written-${mib}mib`,
        title: `${mib} MiB written and fsynced`,
        metricId: 'io-written',
        unit: 'byte',
        trueValue,
        scale: 'relative',
        tolerance: 0.01 * trueValue + METADATA_BYTES,
      },
      group.flatMap(makeValueReader('io-written')),
    );
  });
}

/** What a window without work measures: the cost of the path itself. */
function makeNothingEntries(trials: readonly Trial[]): CalibrationEntry[] {
  const nulls = selectQuantity(trials, 'boot').filter(isUndelayed);
  const known = { trueValue: 0, scale: 'absolute' } as const;
  return [
    ...makeEntry(
      nulls,
      {
        ...known,
        quantity: 'nothing-window',
        title: 'Window without work',
        metricId: 'window-time',
        unit: 'second',
        tolerance: 0.001,
      },
      nulls.flatMap(computeWindowSeconds),
    ),
    ...nothing(nulls, 'cpu-time', 'CPU time of a window without work', 'second'),
    ...nothing(nulls, 'io-written', 'Bytes written in a window without work', 'byte'),
  ];
}

function nothing(nulls: readonly Trial[], metricId: string, title: string, unit: Unit): CalibrationEntry[] {
  const known = { quantity: `nothing-${metricId}`, title, metricId, unit, trueValue: 0, scale: 'absolute' } as const;
  return makeEntry(nulls, known, nulls.flatMap(makeValueReader(metricId)));
}
