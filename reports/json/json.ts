/** The JSON reporter: the results document itself, laid out for reading. Its format is docs/schema/results.schema.json. */
import { jsonFile } from '../../bench/contract/json-text.js';
import type { LongReportFile, Reporter } from '../reporter.js';

export const jsonReporter: Reporter<LongReportFile> = {
  render: (document, { baseName }) => [{ path: `${baseName}.json`, pieces: jsonFile(document, { indent: 2 }) }],
};
