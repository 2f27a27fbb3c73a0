/** Hostile text in the place of ids, for tests of formats that make names of them. */
import { type ResultsDocument, resultsDocument } from '../bench/contract/document.js';
import { HOSTILE } from './simulated-documents.js';

/** Ends lines, cells, fences, tags, attributes, sections and workflow commands wherever it is not escaped. */
export const HOSTILE_ID = `a|b \`\`\`\n::error title=x::y\r\n]]> <b attr="'">&amp; ${'\u0000\u001b[31m\ufffe'} | # EOF\nTWINBENCH_END\n\\n" \ud800 Unit 1 ns/op -8 ${HOSTILE}`;

/** Every environment and workload has such an id; they stay different from one another. */
export function withHostileIds(document: ResultsDocument): ResultsDocument {
  const hostile = (id: string): string => `${id} ${HOSTILE_ID}`;
  const ids = <T extends { environmentId: string; workloadId?: string | undefined }>(one: T): T => ({
    ...one,
    environmentId: hostile(one.environmentId),
    ...(one.workloadId !== undefined && { workloadId: hostile(one.workloadId) }),
  });
  return resultsDocument.parse({
    ...document,
    run: { ...document.run, id: HOSTILE_ID },
    host: { ...document.host, cpu: { ...document.host.cpu, model: HOSTILE_ID } },
    generator: { ...document.generator, version: HOSTILE_ID },
    environments: document.environments.map((one) => ({ ...one, id: hostile(one.id) })),
    workloads: document.workloads.map((one) => ({ ...one, id: hostile(one.id), title: HOSTILE_ID })),
    metrics: document.metrics.map((one) => ({ ...one, title: HOSTILE_ID })),
    trials: document.trials.map(ids),
    series: document.series.map(ids),
    comparisons: [],
  });
}
