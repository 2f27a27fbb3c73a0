/** Accepted changes into a policy file that people write: what they wrote stays, in its order and indentation. */

import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { hasCode } from '../../runtimes/errno.js';
import { formatError } from '../../runtimes/errors.js';
import { UsageError } from '../contract/errors.js';
import { plainText } from '../contract/file-text.js';
import { type AcceptedChange, acceptedChange, POLICY_VERSION } from '../contract/policy.js';
import type { GateMetric, GateVerdict } from '../contract/verdict.js';
import { writeWhole } from '../results/results-folder.js';

export type Acceptance = AcceptedChange;

interface Terms {
  readonly until: string;
  readonly reason: string;
}

/** From the command line. @throws UsageError */
export function makeAcceptance(
  match: string,
  limits: { readonly maxIncrease: string | undefined; readonly maxAbsolute: string | undefined },
  terms: Terms,
): Acceptance {
  const { maxIncrease: increase, maxAbsolute: absolute } = limits;
  if (increase === undefined && absolute === undefined)
    throw new UsageError('give --max-increase, such as 12%, or --max-absolute: how large a change is accepted.');
  return checked({
    match,
    ...(increase !== undefined && { maxIncrease: parseShare('max-increase', increase) }),
    ...(absolute !== undefined && { maxAbsolute: parseSize('max-absolute', absolute) }),
    ...terms,
  });
}

function checked(value: Acceptance): Acceptance {
  const parsed = acceptedChange.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new UsageError(`this cannot be accepted: ${problems.join('; ')}`);
}

function parseShare(name: string, text: string): number {
  return text.endsWith('%') ? parseSize(name, text.slice(0, -1).trim()) / 100 : parseSize(name, text);
}

function parseSize(name: string, text: string): number {
  const size = Number(text);
  if (text !== '' && Number.isFinite(size) && size > 0) return size;
  throw new UsageError(
    `--${name} is ${text || 'empty'}; expected a number above 0, such as ${name === 'max-increase' ? '12% or 0.12' : '0.05'}.`,
  );
}

/** Of all that the verdict calls worse in a blocking metric, up to the end of its interval. */
export function makeAcceptances({ metrics }: GateVerdict, terms: Terms): Acceptance[] {
  return metrics
    .filter(({ status, gate }) => gate === 'block' && (status === 'regressed' || status === 'unconfirmed'))
    .flatMap((metric) => {
      const size = findWorst(metric);
      if (size === undefined) return [];
      const limit = metric.scale === 'difference' ? { maxAbsolute: size } : { maxIncrease: size };
      return [checked({ match: metric.id, ...limit, ...terms })];
    });
}

/** Rounded up to a tenth of a percent, or to three digits of the unit, so that the same figures pass again. */
function findWorst({ effect, interval, scale, direction }: GateMetric): number | undefined {
  if (effect === undefined) return undefined;
  const ends = [effect, ...(interval === undefined ? [] : [interval.low, interval.high])];
  const isRelative = scale !== 'difference';
  const worse = ends.map((end) => {
    if (direction !== 'higher-is-better') return end;
    return isRelative ? 1 / (1 + end) - 1 : -end;
  });
  const most = Math.max(...worse);
  if (!Number.isFinite(most) || most <= 0) return undefined;
  return isRelative ? Math.ceil(most * 1000) / 1000 : ceilToDigits(most);
}

function ceilToDigits(value: number): number {
  const step = 10 ** (Math.floor(Math.log10(value)) - 2);
  return Number((Math.ceil(value / step) * step).toPrecision(3));
}

/** An entry for the same pattern is replaced. @throws UsageError, FormatError – the policy is not valid, before or after; HostError */
export async function acceptInPolicy(file: string, accepted: readonly Acceptance[]): Promise<void> {
  const { parsePolicy } = await import('../contract/parse-policy.js');
  const text =
    (await readIfAny(file)) ??
    (file.endsWith('.json') ? `{ "schemaVersion": ${POLICY_VERSION} }` : `schemaVersion: ${POLICY_VERSION}\n`);
  parsePolicy(text, file);
  const plain = plainText(text, { fileName: file });
  const result = isJson(plain) ? editJson(plain, accepted) : await editYaml(plain, accepted);
  parsePolicy(result, file);
  await writeWhole(file, result);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The order of members is that of the file. */
const written = z.record(z.string(), z.unknown());
const list = z.array(z.looseObject({ match: z.string() })).default([]);

function editJson(text: string, accepted: readonly Acceptance[]): string {
  const members = written.parse(JSON.parse(text));
  const kept = list.parse(members['accepted']).filter(({ match }) => !accepted.some((one) => one.match === match));
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  return `${JSON.stringify({ ...members, accepted: [...kept, ...accepted] }, null, indent)}\n`;
}

/** Comments and line breaks stay. */
async function editYaml(text: string, accepted: readonly Acceptance[]): Promise<string> {
  const { isMap, isSeq, parseDocument } = await import('yaml');
  const document = parseDocument(text);
  const known: unknown = document.get('accepted');
  const entries = isSeq(known) ? known : document.createNode([]);
  const isKept = (entry: unknown) => !isMap(entry) || !accepted.some(({ match }) => match === entry.get('match'));
  entries.items = [...entries.items.filter(isKept), ...accepted.map((one) => document.createNode(one))];
  document.set('accepted', entries);
  return document.toString({ lineWidth: 0 });
}

async function readIfAny(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw new UsageError(`cannot read the policy ${file}: ${formatError(error)}`);
  }
}
