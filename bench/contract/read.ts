/** Text of results.json and trials.jsonl → typed values. Nothing but FormatError is thrown. */
import { type ResultsDocument, resultsDocument } from './document.js';
import { FormatError } from './format-error.js';
import { asObject, checkVersion, type Place, parseJson, validate } from './parse-file.js';
import { type EndRecord, type RunRecord, rawLine, runRecord, SCHEMA_VERSION, type TrialRecord, type Warning } from './record.js';
import { upgradeDocument, upgradeRun } from './upgrade.js';

const REBUILD = 'Rebuild it from trials.jsonl with: twinbench analyze DIR';
const DAMAGED = 'The file was damaged or edited after it was written; take a copy that was not, or measure again.';
const VERSIONS = { newest: SCHEMA_VERSION, remedy: DAMAGED };

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
  const current = upgradeDocument(checkVersion(value, place, VERSIONS), place);
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
  return validate(runRecord, upgradeRun(checkVersion(value, place, VERSIONS), place), place, DAMAGED);
}

function parseRecord(text: string, place: Place): TrialRecord | EndRecord {
  const record = validate(rawLine, parseJson(text, place, DAMAGED), place, DAMAGED);
  if (record.record !== 'run') return record;
  throw new FormatError('invalid', place, 'a second run record', 'Two runs were written into one file; keep one run to a file.');
}
