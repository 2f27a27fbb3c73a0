import { UsageError } from './errors.js';

/** Finds the name that was probably meant. */

/** A sentence such as `Did you mean "container"?`, or the whole list when nothing is near. */
export function suggestion(wrong: string, known: readonly string[]): string {
  const begun = known.filter((name) => wrong.length >= MIN_BEGINNING && name.startsWith(wrong));
  if (begun.length === 1) return `Did you mean "${begun[0]}"?`;
  const ranked = known
    .map((name) => ({ name, distance: editDistance(wrong, name) }))
    .sort((left, right) => left.distance - right.distance);
  const [best] = ranked;
  const near = best !== undefined && best.distance <= Math.max(2, Math.floor(wrong.length / 3));
  return near ? `Did you mean "${best.name}"?` : `Known: ${known.join(', ')}.`;
}

/** Of a name that somebody cut short. */
const MIN_BEGINNING = 4;

/** Levenshtein distance. */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, character] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const substituted = (row[j] ?? 0) + (character === other ? 0 : 1);
      next.push(Math.min(substituted, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? from.length;
}
/** @throws UsageError */
export function parseChoice<const T extends string>(what: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found === undefined) throw new UsageError(`there is no ${what} "${value}". ${suggestion(value, known)}`);
  return found;
}
