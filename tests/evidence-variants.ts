/** Documents with replaced texts in all evidence, and without any evidence. */
import { type ResultsDocument, resultsDocument } from '../bench/contract/document.js';
import { simulatedDocument } from './simulated-documents.js';
import { evidenceDocument } from './simulated-evidence.js';

/** With `text` wherever these members hold free text. */
export function hostileEvidence(text: string): ResultsDocument {
  const document = evidenceDocument('tcg');
  const { calibration, isolation, noise, scenarios } = document;
  return resultsDocument.parse({
    ...document,
    run: { ...document.run, stopReason: text },
    noise: noise && { ...noise, rule: text, contaminated: noise.contaminated.map((one) => ({ ...one, because: [text] })) },
    scenarios: scenarios && { ...scenarios, density: scenarios.density?.map((one) => ({ ...one, stoppedBecause: text })) },
    isolation: isolation && {
      ...isolation,
      probedAt: text,
      host: { kernelRelease: text },
      facts: isolation.facts.map((fact) => ({ ...fact, family: text, title: text, why: text, reference: text })),
      environments: isolation.environments.map((one) => ({
        ...one,
        id: text,
        answers: one.answers.map((answer) => ({ ...answer, answer: text })),
      })),
      notProbed: [{ environmentId: text, because: text }],
      panic: isolation.panic && {
        ...isolation.panic,
        reported: text,
        others: [{ id: text, environmentId: text, answered: false }],
      },
    },
    calibration: calibration && {
      ...calibration,
      fingerprint: text,
      measuredAt: text,
      entries: calibration.entries.map((entry) => ({ ...entry, title: text, metricId: text })),
      selfComparisons: calibration.selfComparisons.map((one) => ({ ...one, verdict: { status: text, because: text } })),
    },
  });
}

/** As older versions wrote it: no calibration, no other scenario, no noise, no quantiles. */
export function documentWithoutEvidence(): ResultsDocument {
  const {
    calibration: _,
    scenarios: __,
    noise: ___,
    ...document
  } = simulatedDocument({
    accelerator: 'kvm',
    repetitions: 7,
    failEvery: 1000,
  });
  return {
    ...document,
    series: document.series.map(({ summary: { quantiles: _, ...summary }, ...one }) => ({ ...one, summary })),
  };
}
