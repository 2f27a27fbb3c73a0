/**
 * JSON in pieces: the same text as JSON.stringify(value, null, indent), which cannot make a string of more than 512 MiB. What is written piece by
 * piece may be as long as it likes.
 */

/** Deeper values are made whole: in a results document, what a single trial or series holds. */
const SPLIT_DEPTH = 3;

export interface JsonLayout {
  /** In spaces; 0 gives one line. */
  readonly indent?: number;
  /** What lies so deep is a line of its own: long lists of small things stay short and can be searched line by line. */
  readonly lineDepth?: number;
}

/** Plain JSON values only: no toJSON, no functions. */
export function jsonPieces(
  value: unknown,
  { indent = 0, lineDepth = Number.POSITIVE_INFINITY }: JsonLayout = {},
): Generator<string> {
  return piecesAt(value, { indent, lineDepth }, 0);
}

function* piecesAt(value: unknown, layout: Required<JsonLayout>, depth: number): Generator<string> {
  const { lineDepth, indent } = depth < layout.lineDepth ? layout : { ...layout, indent: 0 };
  const isSplit = typeof value === 'object' && value !== null && depth < SPLIT_DEPTH;
  if (!isSplit) yield shifted(JSON.stringify(value, null, indent), indent, depth);
  else if (Array.isArray(value)) yield* listed('[]', value.map(plainItem), { indent, lineDepth }, depth);
  else yield* listed('{}', listMembers(value, indent), { indent, lineDepth }, depth);
}

interface Item {
  /** `"name": ` of a member; empty in an array. */
  readonly head: string;
  readonly value: unknown;
}

/** JSON has no undefined: in an array it is null. */
function plainItem(value: unknown): Item {
  return { head: '', value: value ?? null };
}

function listMembers(value: object, indent: number): Item[] {
  const gap = indent === 0 ? '' : ' ';
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
    member === undefined ? [] : [{ head: `${JSON.stringify(name)}:${gap}`, value: member }],
  );
}

function* listed(brackets: string, items: readonly Item[], layout: Required<JsonLayout>, depth: number): Generator<string> {
  const { indent } = layout;
  if (items.length === 0) {
    yield brackets;
    return;
  }
  for (const [index, { head, value }] of items.entries()) {
    yield `${index === 0 ? brackets.charAt(0) : ','}${lineStart(indent, depth + 1)}${head}`;
    yield* piecesAt(value, layout, depth + 1);
  }
  yield `${lineStart(indent, depth)}${brackets.charAt(1)}`;
}

function lineStart(indent: number, depth: number): string {
  return indent === 0 ? '' : `\n${' '.repeat(indent * depth)}`;
}

/** Line ends inside strings are escaped, so each one is of the layout. */
function shifted(text: string, indent: number, depth: number): string {
  return depth === 0 || indent === 0 ? text : text.replaceAll('\n', lineStart(indent, depth));
}

/** Joined up to about so many characters: few writes for many small pieces. */
const CHUNK_CHARACTERS = 256 * 1024;

export function* inChunks(pieces: Iterable<string>): Generator<string> {
  let parts: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    parts.push(piece);
    length += piece.length;
    if (length < CHUNK_CHARACTERS) continue;
    yield parts.join('');
    [parts, length] = [[], 0];
  }
  if (length > 0) yield parts.join('');
}

/** A document as it is written to a file: chunks of its JSON and a line end. */
export function jsonFile(value: unknown, layout?: JsonLayout): Iterable<string> {
  return inChunks(withLineEnd(jsonPieces(value, layout)));
}

function* withLineEnd(pieces: Iterable<string>): Generator<string> {
  yield* pieces;
  yield '\n';
}
