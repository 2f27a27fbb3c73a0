/** The published JSON Schemas of both layers, made from the same definitions that the parser uses. */
import * as z from 'zod';
import { resultsDocument } from './document.js';
import { isolation } from './isolation.js';
import { rawLine, SCHEMA_VERSION } from './record.js';

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
];

/** JSON Schema draft 2020-12 of what is accepted; unknown members are allowed everywhere. */
export function schemaFiles(): SchemaFile[] {
  return PUBLISHED.map(({ path, title, schema }) => {
    const { $schema, ...body } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
    return { path, schema: { $schema, title, ...body } };
  });
}
