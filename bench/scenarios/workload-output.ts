/** Keeps what a workload prints, within bounds, and finds its report in it. A workload may print garbage, gigabytes or nothing. */
import { type WorkloadReport, workloadReport } from '../contract/record.js';

const KEPT_BYTES = 1024 * 1024;
/** A terminal obeys some of these and shows none of them. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}]/gu;

export class BoundedText {
  private readonly chunks: Buffer[] = [];
  private keptBytes = 0;
  totalBytes = 0;

  readonly append = (chunk: Buffer): void => {
    this.totalBytes += chunk.length;
    const room = KEPT_BYTES - this.keptBytes;
    if (room <= 0) return;
    const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
    this.chunks.push(part);
    this.keptBytes += part.length;
  };

  get overflowed(): boolean {
    return this.totalBytes > this.keptBytes;
  }

  text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }

  /** The last part of what was kept, for error messages. */
  tail(characters: number): string {
    return this.text().trimEnd().slice(-characters);
  }
}

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
