/** What is thrown for a file that cannot be read as what it should be. */

export type FormatProblem =
  | 'empty'
  | 'wrong-file'
  | 'corrupt-json'
  | 'truncated'
  | 'newer-version'
  | 'unsupported-version'
  | 'invalid';

/** `message` names the file, the line where there is one, what is wrong and what to do. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  readonly problem: FormatProblem;
  readonly fileName: string;
  /** Counted from 1; undefined when the problem is of the whole file. */
  readonly line: number | undefined;

  constructor(problem: FormatProblem, place: { fileName: string; line?: number | undefined }, wrong: string, remedy: string) {
    const line = place.line === undefined ? '' : `, line ${place.line}`;
    super(`${place.fileName}${line}: ${wrong}. ${remedy}`);
    this.problem = problem;
    this.fileName = place.fileName;
    this.line = place.line;
  }
}
