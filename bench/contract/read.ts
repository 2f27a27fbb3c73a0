/** Text of results.json and trials.jsonl → typed values. Nothing but FormatError is thrown. */
import * as z from 'zod';
import { type ResultsDocument, resultsDocument } from './document.js';
import { FormatError } from './format-error.js';
import { type EndRecord, type RunRecord, rawLine, runRecord, SCHEMA_VERSION, type TrialRecord, type Warning } from './record.js';
import { upgradeDocument, upgradeRun } from './upgrade.js';

interface Place {
  readonly fileName: string;
  readonly line?: number;
}

const REBUILD = 'Rebuild it from trials.jsonl with: twinbench analyze DIR';
const DAMAGED = 'The file was damaged or edited after it was written; take a copy that was not, or measure again.';

/** `fileName` is only for messages. @throws FormatError */
export function parseResults(text: string, fileName: string): ResultsDocument {
  const place = { fileName };
  if (text.trim() === '') throw new FormatError('empty', place, 'the file is empty', REBUILD);
  const value = asObject(parseJson(text, place, REBUILD), place, 'a results document');
  if ('record' in value) {
    throw new FormatError(
      'wrong-file',
      place,
      'this is a line of raw records, not a results document',
      'Give the results.json beside it.',
    );
  }
  const current = upgradeDocument(checkVersion(value, place), place);
  return validate(resultsDocument, current, place, REBUILD);
}

export interface RawRecords {
  readonly run: RunRecord;
  /** In the order of the file; a trial that was recorded again after a resume occurs twice. */
  readonly trials: readonly TrialRecord[];
  /** Empty when the run was killed; one for each invocation that ended in order otherwise. */
  readonly ends: readonly EndRecord[];
  /** What was wrong with the file and could be tolerated. */
  readonly warnings: readonly Warning[];
  /** Where the last whole line ends in the file; what follows was cut off and can be overwritten. */
  readonly intactBytes: number;
}

/** A last line that a kill cut off is left out and reported as a warning. @throws FormatError */
export function parseRawLines(text: string, fileName: string): RawRecords {
  if (text.trim() === '')
    throw new FormatError('empty', { fileName }, 'the file is empty', 'No trial was recorded; measure again.');
  const { lines, warnings } = wholeLines(text, fileName);
  const [first, ...rest] = lines;
  if (first === undefined)
    throw new FormatError('truncated', { fileName, line: 1 }, 'the run record is cut off', 'Measure again.');
  const run = parseRunRecord(first, { fileName, line: 1 });
  const records = rest.map((line, index) => parseRecord(line, { fileName, line: index + 2 }));
  return {
    run,
    trials: records.filter((record) => record.record === 'trial'),
    ends: records.filter((record) => record.record === 'end'),
    warnings,
    intactBytes: lines.reduce((bytes, line) => bytes + Buffer.byteLength(line) + 1, 0),
  };
}

/** Records are written with their newline in one piece, so whatever follows the last newline was cut. */
function wholeLines(text: string, fileName: string): { lines: string[]; warnings: Warning[] } {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  if (last.trim() === '') return { lines, warnings: [] };
  const message = `${fileName}, line ${lines.length + 1}: the last record is cut off, as by a kill while it was written; it is left out.`;
  return { lines, warnings: [{ code: 'last-record-cut', message, hint: 'Its trial runs again with --resume.' }] };
}

function parseRunRecord(text: string, place: Place): RunRecord {
  const value = asObject(parseJson(text, place, DAMAGED), place, 'a run record');
  if (value['record'] !== 'run') {
    const remedy = 'Give the trials.jsonl of a run; results.json is read by other commands.';
    throw new FormatError('wrong-file', place, 'the first line is not a run record', remedy);
  }
  return validate(runRecord, upgradeRun(checkVersion(value, place), place), place, DAMAGED);
}

function parseRecord(text: string, place: Place): TrialRecord | EndRecord {
  const record = validate(rawLine, parseJson(text, place, DAMAGED), place, DAMAGED);
  if (record.record !== 'run') return record;
  throw new FormatError('invalid', place, 'a second run record', 'Two runs were written into one file; keep one run to a file.');
}

function parseJson(text: string, place: Place, remedy: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const isCut = /unexpected end|unterminated/i.test(cause);
    const at = { ...place, line: place.line ?? lineOf(cause, text) };
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
function lineOf(cause: string, text: string): number | undefined {
  const position = /at position (\d+)/.exec(cause)?.[1];
  return position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length;
}

function asObject(value: unknown, place: Place, expected: string): Record<string, unknown> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(value);
  if (parsed.success) return parsed.data;
  throw new FormatError('wrong-file', place, `this is not ${expected}`, 'Give a file that Twinbench wrote.');
}

function checkVersion(value: Record<string, unknown>, place: Place): Record<string, unknown> & { schemaVersion: number } {
  const { schemaVersion } = value;
  if (schemaVersion === undefined) {
    throw new FormatError('wrong-file', place, 'it has no schemaVersion', 'Give a file that Twinbench wrote.');
  }
  if (typeof schemaVersion !== 'number' || !Number.isSafeInteger(schemaVersion) || schemaVersion < 1) {
    throw new FormatError('invalid', place, 'its schemaVersion is not a whole number from 1', DAMAGED);
  }
  if (schemaVersion > SCHEMA_VERSION) {
    const wrong = `written by a newer Twinbench (schema ${schemaVersion}); this one reads up to ${SCHEMA_VERSION}`;
    throw new FormatError('newer-version', place, wrong, 'Update Twinbench.');
  }
  return { ...value, schemaVersion };
}

/** Issues of a schema beyond this many are only counted. */
const SHOWN_ISSUES = 3;

function validate<T>(schema: z.ZodType<T>, value: unknown, place: Place, remedy: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const shown = issues.slice(0, SHOWN_ISSUES).map(({ path, message }) => `${pathText(path)}: ${printable(message)}`);
  const more = issues.length > SHOWN_ISSUES ? `; and ${issues.length - SHOWN_ISSUES} more` : '';
  throw new FormatError('invalid', place, `it does not fit the format (${shown.join('; ')}${more})`, remedy);
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${printable(String(key))}`)).join('');
  return text.replace(/^\./, '') || 'the whole';
}

/** Control characters of a damaged file must not reach a terminal. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, '?');
}
