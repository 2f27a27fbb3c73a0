/** What the steps inside the lab's host left: `NAME.code`, `NAME.stdout`, `NAME.stderr`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Step {
  /** 124 when the step ran past its deadline. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @throws Error – the step did not run */
export function readStep(out: string, name: string): Step {
  const read = (kind: string) => readFileSync(path.join(out, `${name}.${kind}`), 'utf8');
  return { code: Number(read('code')), stdout: read('stdout'), stderr: read('stderr') };
}
