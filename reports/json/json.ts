/** The JSON reporter: the results document itself, laid out for reading. Its format is docs/schema/results.schema.json. */
import type { Reporter } from '../reporter.js';

export const jsonReporter: Reporter = {
  render: (document, { baseName }) => [{ path: `${baseName}.json`, content: `${JSON.stringify(document, null, 2)}\n` }],
};
