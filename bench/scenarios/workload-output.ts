/** Finds the report in what a workload prints, which may be garbage, gigabytes or nothing. */
import type { BoundedText } from '../../runtimes/bounded-text.js';
import { type WorkloadReport, workloadReport } from '../contract/record.js';

/** A terminal obeys some of these and shows none of them. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}]/gu;

/** The report on the last line that is not empty, or a sentence that says why there is none. */
export function findReport(output: BoundedText): WorkloadReport | string {
  if (output.totalBytes === 0) return 'the workload printed nothing';
  if (output.overflowed) return `the workload printed ${String(output.totalBytes)} bytes, more than its report can be`;
  const line = output.text().trimEnd().split('\n').at(-1) ?? '';
  const parsed = workloadReport.safeParse(parseJson(line));
  return parsed.success
    ? parsed.data
    : `the last line the workload printed is not a report: "${line.replace(UNPRINTABLE, '?').slice(0, 200)}"`;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
