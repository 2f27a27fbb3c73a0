/** Text of results.json and trials.jsonl → typed values. Nothing but FormatError is thrown. */
import { type ResultsDocument, resultsDocument } from './document.js';
import { FormatError } from './format-error.js';
import { asObject, checkVersion, type Place, parseJson, validate } from './parse-file.js';
import { type EndRecord, type RunRecord, rawLine, runRecord, SCHEMA_VERSION, type TrialRecord, type Warning } from './record.js';
import { addGroups, addPracticalMargins, upgradeDocument, upgradeRun } from './upgrade.js';

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
  const document = validate(resultsDocument, current, place, REBUILD);
  return { ...document, metrics: addPracticalMargins(addGroups(document.metrics)) };
}

/** What a file of raw records holds besides its trials. */
export interface RawFrame {
  readonly run: RunRecord;
  /** Empty when the run was killed; one for each invocation that ended in order otherwise. */
  readonly ends: readonly EndRecord[];
  /** What was wrong with the file and could be tolerated. */
  readonly warnings: readonly Warning[];
  /** Where the last whole line ends in the file; what follows was cut off and can be overwritten. */
  readonly intactBytes: number;
}

export interface RawRecords extends RawFrame {
  /** In the order of the file; a trial that was recorded again after a resume occurs twice. */
  readonly trials: readonly TrialRecord[];
}

/** What is done with the records as they are read; a reader of a long run keeps only what it needs of each trial. */
export interface RawSink {
  run?(run: RunRecord): void;
  trial(trial: TrialRecord): void;
}

/** A last line that a kill cut off is left out and reported as a warning. @throws FormatError */
export function parseRawLines(text: string, fileName: string): RawRecords {
  const trials: TrialRecord[] = [];
  const reader = new RawReader(fileName, { trial: (trial) => trials.push(trial) });
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  for (const line of lines) reader.add(line, Buffer.byteLength(line) + 1);
  return { ...reader.end(rest), trials };
}

/** The same from the bytes of a file as they come, line by line: no file is too long. @throws FormatError, Error of the file system */
export async function readRawRecords(chunks: AsyncIterable<Buffer>, fileName: string, sink: RawSink): Promise<RawFrame> {
  const reader = new RawReader(fileName, sink);
  const unfinished: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, start)) {
      const line = Buffer.concat([...unfinished.splice(0), chunk.subarray(start, end)]);
      reader.add(line.toString('utf8'), line.length + 1);
      start = end + 1;
    }
    if (start < chunk.length) unfinished.push(chunk.subarray(start));
  }
  return reader.end(Buffer.concat(unfinished).toString('utf8'));
}

const LINE_END = 0x0a;

/** Takes the whole lines of a file in their order, then what is behind the last of them. */
class RawReader {
  readonly #fileName: string;
  readonly #sink: RawSink;
  readonly #ends: EndRecord[] = [];
  #run: RunRecord | undefined;
  #lines = 0;
  #intactBytes = 0;
  #isBlank = true;

  constructor(fileName: string, sink: RawSink) {
    this.#fileName = fileName;
    this.#sink = sink;
  }

  /** `bytes` with its line end. */
  add(line: string, bytes: number): void {
    this.#lines += 1;
    this.#intactBytes += bytes;
    this.#isBlank &&= line.trim() === '';
    if (!this.#isBlank) this.#take(line, { fileName: this.#fileName, line: this.#lines });
  }

  #take(line: string, place: Place): void {
    if (this.#run === undefined) {
      this.#run = parseRunRecord(line, place);
      this.#sink.run?.(this.#run);
      return;
    }
    const record = parseRecord(line, place);
    if (record.record === 'end') this.#ends.push(record);
    else this.#sink.trial(record);
  }

  /** Records are written with their line end in one piece, so whatever follows the last one was cut. */
  end(rest: string): RawFrame {
    const fileName = this.#fileName;
    const isCut = rest.trim() !== '';
    if (this.#isBlank && !isCut)
      throw new FormatError('empty', { fileName }, 'the file is empty', 'No trial was recorded; measure again.');
    if (this.#run === undefined)
      throw new FormatError('truncated', { fileName, line: 1 }, 'the run record is cut off', 'Measure again.');
    const warnings = isCut ? [cutWarning({ fileName, line: this.#lines + 1 })] : [];
    return { run: this.#run, ends: this.#ends, warnings, intactBytes: this.#intactBytes };
  }
}

function cutWarning({ fileName, line = 0 }: Place): Warning {
  const message = `${fileName}, line ${line}: the last record is cut off, as by a kill while it was written; it is left out.`;
  return { code: 'last-record-cut', message, hint: 'Its trial runs again with --resume.' };
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
