/** What people write: YAML, of which JSON is a part, with the place of whatever is wrong with it. Loading the parser takes 40 ms. */
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { formatError } from '../../runtimes/errors.js';
import { plainText } from './file-text.js';
import { FormatError } from './format-error.js';
import { type Parsed, type Place, printable } from './parse-file.js';

/** @throws FormatError */
export function parseConfig(written: string, { fileName }: Place, remedy: string): Required<Parsed> {
  const text = plainText(written, { fileName });
  const lines = new LineCounter();
  refuseDepth(text, fileName);
  const schema = fileName.endsWith('.json') ? 'json' : 'core';
  const document = parseDocument(text, { lineCounter: lines, schema, prettyErrors: false });
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { fileName, line, column: col };
  };
  const [error] = document.errors;
  if (error?.code === 'DUPLICATE_KEY') {
    const wrong = `the key ${keyAt(text, error.pos[0])} is there twice`;
    throw new FormatError('invalid', place(error.pos[0]), wrong, 'Keep the one that is meant.');
  }
  if (error !== undefined && error.pos[0] >= text.trimEnd().length)
    throw new FormatError('truncated', { fileName }, 'the text is cut off before its end', remedy);
  if (error !== undefined)
    throw new FormatError(
      'corrupt-json',
      place(error.pos[0]),
      `this is not ${schema === 'json' ? 'JSON' : 'YAML'} (${printable(error.message)})`,
      remedy,
    );
  return { value: toValue(document, fileName), locate: (path) => place(findOffset(document, path)) };
}

function keyAt(text: string, offset: number): string {
  return printable(/^("(?:[^"\\]|\\.)*"|[^:\s]*)/.exec(text.slice(offset))?.[0] ?? '');
}

/** Aliases that multiply are refused. @throws FormatError */
function toValue(document: Document, fileName: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new FormatError(
      'invalid',
      { fileName },
      `it cannot be read (${printable(formatError(error))})`,
      'Write it without aliases.',
    );
  }
}

/** Of a member its key; of what is missing, whatever should hold it. */
function findOffset(document: Document, path: readonly PropertyKey[]): number {
  const [own] = path.slice(-1);
  const parent: unknown = document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === own) : undefined;
  const node: unknown = pair?.key ?? document.getIn(path, true);
  if (isNode(node)) return node.range?.[0] ?? 0;
  return path.length === 0 ? 0 : findOffset(document, path.slice(0, -1));
}

const MAX_DEPTH = 50;
/** Each level of blocks takes at least one column. */
const DEEP_BLOCK = new RegExp(`^[ \\t]*(?:[-?:][ \\t]+){${MAX_DEPTH},}|^[ ]{${3 * MAX_DEPTH},}\\S`, 'm');

/**
 * The parser calls itself for each level, and where the stack ends inside a regular expression, V8 ends the process. Brackets in texts are
 * counted, too: no configuration has so many. @throws FormatError
 */
function refuseDepth(text: string, fileName: string): void {
  let depth = 0;
  for (const { 0: bracket, index } of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === ']' || bracket === '}' ? Math.max(0, depth - 1) : depth + 1;
    if (depth > MAX_DEPTH) throw tooDeep(text, fileName, index);
  }
  const block = DEEP_BLOCK.exec(text);
  if (block !== null) throw tooDeep(text, fileName, block.index);
}

function tooDeep(text: string, fileName: string, offset: number): FormatError {
  const line = text.slice(0, offset).split('\n').length;
  return new FormatError('invalid', { fileName, line }, 'it is nested too deep', `At most ${MAX_DEPTH} levels are read.`);
}
