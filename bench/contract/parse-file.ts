/** What reading any of Twinbench's JSON files has in common. Nothing but FormatError is thrown. */

import * as z from 'zod';
import { formatError } from '../../runtimes/errors.js';
import { plainText } from './file-text.js';
import { FormatError, type Place } from './format-error.js';

export type { Place };

/** A file's content, before it is known to fit. */
export interface Parsed {
  readonly value: unknown;
  /** Where a member stands; absent where only the file is named. */
  readonly locate?: (path: readonly PropertyKey[]) => Place;
}

/** A byte order mark is no part of the text, in any of our files. @throws FormatError */
export function parseJson(written: string, place: Place, remedy: string): unknown {
  const text = plainText(written, place);
  try {
    return JSON.parse(text);
  } catch (error) {
    const cause = formatError(error);
    const isCut = /unexpected end|unterminated/i.test(cause) || findPosition(cause) === text.length;
    const at = { ...place, line: place.line ?? findLine(cause, text) };
    if (isCut)
      throw new FormatError(
        'truncated',
        { fileName: place.fileName, line: place.line },
        'the text is cut off before its end',
        remedy,
      );
    throw new FormatError('corrupt-json', at, `this is not JSON (${printable(cause)})`, remedy);
  }
}

/** From the position that the engine's message names, if it names one. */
function findLine(cause: string, text: string): number | undefined {
  const position = findPosition(cause);
  return position === undefined ? undefined : text.slice(0, position).split('\n').length;
}

function findPosition(cause: string): number | undefined {
  const position = /at position (\d+)/.exec(cause)?.[1];
  return position === undefined ? undefined : Number(position);
}

const FOREIGN = 'Give a file that Twinbench wrote.';

export function asObject(value: unknown, place: Place, expected: string, remedy = FOREIGN): Record<string, unknown> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(value);
  if (parsed.success) return parsed.data;
  throw new FormatError('wrong-file', place, `this is not ${expected}`, remedy);
}

export interface VersionLimits {
  /** The newest schema that this Twinbench reads. */
  readonly newest: number;
  /** What to do about a version that is no version. */
  readonly remedy: string;
  /** What to do about a file without one, which is another kind of file; a policy is written by people. */
  readonly remedyWithout?: string;
}

export type Versioned = Record<string, unknown> & { schemaVersion: number };

export function checkVersion(value: Record<string, unknown>, place: Place, limits: VersionLimits): Versioned {
  const { newest, remedy, remedyWithout = FOREIGN } = limits;
  const { schemaVersion } = value;
  if (schemaVersion === undefined) {
    throw new FormatError('wrong-file', place, 'it has no schemaVersion', remedyWithout);
  }
  if (typeof schemaVersion !== 'number' || !Number.isSafeInteger(schemaVersion) || schemaVersion < 1) {
    throw new FormatError('invalid', place, 'its schemaVersion is not a whole number from 1', remedy);
  }
  if (schemaVersion > newest) {
    const wrong = `written by a newer Twinbench (schema ${schemaVersion}); this one reads up to ${newest}`;
    throw new FormatError('newer-version', place, wrong, 'Update Twinbench.');
  }
  return { ...value, schemaVersion };
}

/** Issues of a schema beyond this many are only counted. */
const SHOWN_ISSUES = 3;

export function validate<T>(
  schema: z.ZodType<T>,
  value: unknown,
  file: Place,
  remedy: string,
  locate: Parsed['locate'] = () => file,
): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const place = locate(findPath(issues[0]));
  const shown = issues.slice(0, SHOWN_ISSUES).map(({ path, message }) => `${pathText(path)}: ${printable(message)}`);
  const more = issues.length > SHOWN_ISSUES ? `; and ${issues.length - SHOWN_ISSUES} more` : '';
  throw new FormatError('invalid', place, `it does not match the format (${shown.join('; ')}${more})`, remedy);
}

/** Of a key that nobody knows, its own. */
function findPath(issue: z.core.$ZodIssue | undefined): PropertyKey[] {
  return issue?.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : (issue?.path ?? []);
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${printable(String(key))}`)).join('');
  return text.replace(/^\./, '') || 'the whole';
}

/** Control characters of a damaged file must not reach a terminal. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, '?');
}

export interface FileKind<T> {
  readonly schema: z.ZodType<T>;
  /** Such as `a gate policy`. */
  readonly title: string;
  readonly version: number;
  /** What to do about a file that is damaged, or does not fit. */
  readonly remedy: string;
  /** What to do about an empty one. */
  readonly remedyWhenEmpty: string;
  /** A member that only files of this kind have; another kind of file is told apart by it. */
  readonly mark?: string;
}

/** One versioned object → its typed value. @param parse of JSON, or of what people write @throws FormatError */
export function parseFile<T>(
  text: string,
  fileName: string,
  kind: FileKind<T>,
  parse: (text: string, place: Place, remedy: string) => Parsed = (...written) => ({ value: parseJson(...written) }),
): T {
  const place = { fileName };
  if (text.trim() === '') throw new FormatError('empty', place, 'the file is empty', kind.remedyWhenEmpty);
  const parsed = parse(text, place, kind.remedy);
  const value = asObject(parsed.value, place, kind.title, kind.remedy);
  const current = checkVersion(value, place, { newest: kind.version, remedy: kind.remedy, remedyWithout: kind.remedy });
  if (kind.mark !== undefined && !(kind.mark in current)) {
    throw new FormatError('wrong-file', place, `this is not ${kind.title}: it has no "${kind.mark}"`, kind.remedy);
  }
  return validate(kind.schema, current, place, kind.remedy, parsed.locate);
}
