/** The published JSON Schemas of every file that Twinbench reads or writes, made from the same definitions that the parser uses. */
import * as z from 'zod';
import { resultsDocument } from './document.js';
import { HISTORY_VERSION, historyEntry } from './history.js';
import { isolation } from './isolation.js';
import { POLICY_VERSION, policy } from './policy.js';
import { rawLine, SCHEMA_VERSION } from './record.js';
import { REQUIREMENTS_VERSION, requirements } from './requirements.js';
import { TREND_VERSION, trendDocument } from './trend.js';
import { gateVerdict, VERDICT_VERSION } from './verdict.js';

export interface SchemaFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

const PUBLISHED: readonly { path: string; title: string; schema: z.ZodType }[] = [
  {
    path: 'docs/schema/results.schema.json',
    title: `Twinbench results document, version ${SCHEMA_VERSION}`,
    schema: resultsDocument,
  },
  {
    path: 'docs/schema/trials.schema.json',
    title: `One line of Twinbench's raw records, version ${SCHEMA_VERSION}`,
    schema: rawLine,
  },
  {
    path: 'docs/schema/isolation.schema.json',
    title: 'What twinbench probe --json prints, version 1',
    schema: isolation,
  },
  { path: 'docs/schema/policy.schema.json', title: `Twinbench gate policy, version ${POLICY_VERSION}`, schema: policy },
  {
    path: 'docs/schema/requirements.schema.json',
    title: `Requirements for twinbench report, version ${REQUIREMENTS_VERSION}`,
    schema: requirements,
  },
  { path: 'docs/schema/verdict.schema.json', title: `Twinbench gate verdict, version ${VERDICT_VERSION}`, schema: gateVerdict },
  { path: 'docs/schema/history.schema.json', title: `Twinbench history entry, version ${HISTORY_VERSION}`, schema: historyEntry },
  { path: 'docs/schema/trend.schema.json', title: `Twinbench trend, version ${TREND_VERSION}`, schema: trendDocument },
];

/** JSON Schema draft 2020-12 of what is accepted; unknown members are allowed everywhere but in what people write: a policy, requirements. */
export function schemaFiles(): SchemaFile[] {
  return PUBLISHED.map(({ path, title, schema }) => {
    const { $schema, ...body } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
    return { path, schema: { $schema, title, ...body } };
  });
}
