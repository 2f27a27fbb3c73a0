/** `baseline.json`: which runs a named baseline is made of. Readers ignore unknown members. */
import * as z from 'zod';
import { parseFile } from '../contract/parse-file.js';
import { gateStatus } from '../contract/verdict.js';

export const BASELINE_VERSION = 1;

const baselineRun = z.looseObject({
  id: z.string(),
  startedAt: z.string(),
  /** Commit of what was measured, as the user, CI or git named it; empty where it is unknown. */
  revision: z.string(),
  fingerprint: z.string(),
  /** Of its results document, below the baseline's folder. */
  file: z.string().regex(/^runs\/[A-Za-z0-9][A-Za-z0-9.-]*\.results\.json$/),
  /** What a gate said of the run; absent when none was asked. */
  verdict: gateStatus.optional(),
});

const baselineFile = z.looseObject({
  schemaVersion: z.literal(BASELINE_VERSION),
  name: z.string(),
  /** Why it was saved or promoted, in the user's words. */
  reason: z.string().optional(),
  /** Ascending by the time at which they started. */
  runs: z.array(baselineRun).min(1),
});

export type BaselineRun = z.infer<typeof baselineRun>;
export type BaselineFile = z.infer<typeof baselineFile>;

const REMEDY = 'Save the baseline again with: twinbench baseline save NAME RUN';

/** `fileName` is only for messages. @throws FormatError */
export function parseBaseline(text: string, fileName: string): BaselineFile {
  return parseFile(text, fileName, {
    schema: baselineFile,
    title: 'a baseline',
    version: BASELINE_VERSION,
    remedy: REMEDY,
    remedyWhenEmpty: REMEDY,
    mark: 'runs',
  });
}
