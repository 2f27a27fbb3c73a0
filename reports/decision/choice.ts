/** Of options that all fit, the cheaper one, by figures whose intervals do not meet; what they do not tell apart stays. */
import type { Unit } from '../../bench/contract/calibration.js';
import type { OptionFacts, Spread } from './facts-model.js';
import { formatSpread, withArticle } from './figure-words.js';

export interface Choice {
  /** At least one; the first is that of the document's order. */
  readonly chosen: readonly OptionFacts[];
  readonly reasons: readonly string[];
}

interface Criterion {
  readonly unit: Unit;
  readonly read: (option: OptionFacts) => Spread | null;
  /** A difference of less is none in practice. */
  readonly matters: (difference: number, of: number) => boolean;
  readonly say: (figure: string) => string;
}

/** As the report's verdicts have it: 5 % of a size. */
const SHARE_THAT_MATTERS = 0.05;
/** A shorter wait feels like none (Nielsen 1993, after Miller 1968). */
const SECONDS_THAT_MATTER = 0.1;

/** In the order in which they are asked: money first. `ownBytes`: what each program needs besides, the same everywhere. */
export function choose(fitting: readonly OptionFacts[], ownBytes: number): Choice {
  return [memoryCriterion(fitting, ownBytes), startCriterion].reduce<Choice>(
    ({ chosen, reasons }, criterion) => {
      const kept = keepBest(chosen, criterion);
      const dropped = chosen.filter((option) => !kept.includes(option));
      return { chosen: kept, reasons: dropped.length === 0 ? reasons : [...reasons, explain(kept, dropped, criterion)] };
    },
    { chosen: fitting, reasons: [] },
  );
}

/** Like is held against like: accounted memory only where the cost of a further instance is not known of all. */
function memoryCriterion(options: readonly OptionFacts[], ownBytes: number): Criterion {
  const isKnown = options.every(({ nextInstanceBytes }) => nextInstanceBytes !== null);
  return {
    unit: 'byte',
    read: ({ nextInstanceBytes, atRestBytes }) => (isKnown ? nextInstanceBytes : atRestBytes),
    matters: (difference, of) => difference > (of + ownBytes) * SHARE_THAT_MATTERS,
    say: (figure) => (isKnown ? `takes ${figure} of the host for each further instance` : `takes ${figure} at rest`),
  };
}

const startCriterion: Criterion = {
  unit: 'second',
  read: ({ start }) => start,
  matters: (difference) => difference > SECONDS_THAT_MATTER,
  say: (figure) => `has its program running after ${figure}`,
};

/** What programs may need until the memory of two options makes no difference that matters, in bytes. */
export function listMemoryTurns(options: readonly OptionFacts[]): number[] {
  const sizes = options.flatMap(({ nextInstanceBytes, atRestBytes }) => nextInstanceBytes ?? atRestBytes ?? []);
  return sizes.flatMap((one) =>
    sizes.map((other) => (other.estimate - one.estimate) / SHARE_THAT_MATTERS - one.estimate).filter((bytes) => bytes > 0),
  );
}

/** One without this figure is not told apart by it. */
function keepBest(options: readonly OptionFacts[], { read, matters }: Criterion): readonly OptionFacts[] {
  const figures = options.flatMap((option) => read(option) ?? []);
  const [best] = figures.toSorted((a, b) => a.estimate - b.estimate);
  if (best === undefined) return options;
  const isWorse = (figure: Spread | null) =>
    figure !== null && figure.low > best.high && matters(figure.estimate - best.estimate, best.estimate);
  return options.filter((option) => !isWorse(read(option)));
}

/** `A container takes 47.1 MiB [46.4, 47.9] …; a virtual machine 141 MiB [139, 143].` */
function explain(kept: readonly OptionFacts[], dropped: readonly OptionFacts[], { unit, read, say }: Criterion): string {
  const figureOf = (option: OptionFacts) => {
    const figure = read(option);
    return figure === null ? '' : formatSpread(unit, figure);
  };
  const [best] = kept.toSorted((a, b) => (read(a)?.estimate ?? Infinity) - (read(b)?.estimate ?? Infinity));
  const first = best === undefined ? '' : `${withArticle(best)} ${say(figureOf(best))}`;
  return [first, ...dropped.map((option) => `${withArticle(option)} ${figureOf(option)}`)].join('; ');
}
