/** The document with all evidence, its texts replaced. */
import { type ResultsDocument, resultsDocument } from '../bench/contract/document.js';
import { evidenceDocument } from './simulated-evidence.js';

/** With `text` wherever these members hold free text. */
export function hostileEvidence(text: string): ResultsDocument {
  const document = evidenceDocument('tcg');
  const { calibration, noise, scenarios } = document;
  return resultsDocument.parse({
    ...document,
    run: { ...document.run, stopReason: text },
    noise: noise && { ...noise, rule: text, contaminated: noise.contaminated.map((one) => ({ ...one, because: [text] })) },
    scenarios: scenarios && { ...scenarios, density: scenarios.density?.map((one) => ({ ...one, stoppedBecause: text })) },
    calibration: calibration && {
      ...calibration,
      fingerprint: text,
      measuredAt: text,
      entries: calibration.entries.map((entry) => ({ ...entry, title: text, metricId: text })),
      selfComparisons: calibration.selfComparisons.map((one) => ({ ...one, verdict: { status: text, because: text } })),
    },
  });
}
