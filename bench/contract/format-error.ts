/** What is thrown for a file that cannot be read as what it should be. */
import { ExpectedError } from '../../runtimes/errors.js';

export type FormatProblem =
  | 'empty'
  | 'too-long'
  | 'wrong-file'
  | 'corrupt-json'
  | 'truncated'
  | 'newer-version'
  | 'unsupported-version'
  | 'invalid';

export interface Place {
  readonly fileName: string;
  /** Counted from 1, as the column. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** `message` names the file, the line where there is one, what is wrong and what to do. */
export class FormatError extends ExpectedError {
  override readonly kind = 'usage';
  readonly problem: FormatProblem;
  readonly fileName: string;
  /** Counted from 1; undefined when the problem is of the whole file. */
  readonly line: number | undefined;

  constructor(problem: FormatProblem, place: Place, wrong: string, remedy: string) {
    const line = place.line === undefined ? '' : `, line ${place.line}`;
    const column = place.column === undefined ? '' : `, column ${place.column}`;
    super(`${place.fileName}${line}${column}: ${wrong}. ${remedy}`);
    this.problem = problem;
    this.fileName = place.fileName;
    this.line = place.line;
  }
}

const TOO_LONG = new Set(['ERR_STRING_TOO_LONG', 'ERR_FS_FILE_TOO_LARGE']);

/** For a file that was to be read at once; undefined when something else is wrong with it. */
export function asTooLong(error: unknown, fileName: string): FormatError | undefined {
  if (!(error instanceof Error && 'code' in error && TOO_LONG.has(String(error.code)))) return undefined;
  const remedy =
    'A results document of this Twinbench holds no raw records and is a tenth as long: make it anew, beside its trials.jsonl, with twinbench analyze DIR.';
  return new FormatError('too-long', { fileName }, 'the file is longer than the 512 MiB that can be read at once', remedy);
}
