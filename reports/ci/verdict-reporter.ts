/** What a reporter of a gate is: a pure function from its verdict to files. */
import type { GateVerdict } from '../../bench/contract/verdict.js';
import type { ReportFile } from '../reporter.js';

export interface VerdictReportOptions {
  /** Name of the written files without what each format adds. */
  readonly baseName: string;
  /** The command line that asked for the verdict, word by word; shown under "How to reproduce". Absent where it is not known. */
  readonly command?: readonly string[];
}

/** Pure: the same verdict and options give the same files. */
export interface VerdictReporter {
  render(verdict: GateVerdict, options: VerdictReportOptions): ReportFile[];
}
