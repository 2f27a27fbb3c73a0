/** The text of a requirements file → requirements. Apart from their types, because not every reader of these needs the parser. */
import { parseConfig } from './config-text.js';
import { parseFile } from './parse-file.js';
import { REQUIREMENTS_VERSION, type Requirements, requirements } from './requirements.js';

/** `fileName` is for messages, and what ends in `.json` is JSON. @throws FormatError */
export function parseRequirements(text: string, fileName: string): Requirements {
  const kind = {
    schema: requirements,
    title: 'a requirements file',
    version: REQUIREMENTS_VERSION,
    remedy: 'Fix the requirements; docs/schema/requirements.schema.json says what they may hold.',
    remedyWhenEmpty: 'examples/requirements holds files to begin with.',
  };
  const { $schema: _, schemaVersion: __, ...stated } = parseFile(text, fileName, kind, parseConfig);
  return stated;
}
