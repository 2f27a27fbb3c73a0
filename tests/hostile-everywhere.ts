/** Hostile text in every member of a document that holds text at all and is not restricted by its schema, ids included. */
import { type ResultsDocument, resultsDocument } from '../bench/contract/document.js';
import { HOSTILE } from './simulated-documents.js';

type Path = readonly PropertyKey[];
type Replace = (text: string, at: Path) => string;

/** What referred to one another still does, for the same text is replaced by the same. */
export function withHostileStrings(document: ResultsDocument): ResultsDocument {
  const restricted = new Set<string>();
  for (;;) {
    const made = replaceStrings(document, (text, at) => (restricted.has(keyOf(at)) ? text : `${text} ${HOSTILE}`), []);
    const parsed = resultsDocument.safeParse(made);
    if (parsed.success) return parsed.data;
    const before = restricted.size;
    for (const at of refusedPlaces(parsed.error.issues)) restricted.add(keyOf(at));
    if (restricted.size === before) throw parsed.error;
  }
}

/** Of all elements of a list at once. */
function keyOf(at: Path): string {
  return at.map((part) => (typeof part === 'number' ? '*' : String(part))).join('.');
}

interface Issue {
  readonly path: Path;
  readonly code: string;
  readonly errors?: readonly (readonly Issue[])[];
}

/** Of a union the places within each of its branches. */
function refusedPlaces(issues: readonly Issue[]): Path[] {
  return issues.flatMap(({ path, errors }) => [
    path,
    ...(errors ?? []).flatMap((branch) => refusedPlaces(branch).map((inner) => [...path, ...inner])),
  ]);
}

function replaceStrings(value: unknown, replace: Replace, at: Path): unknown {
  if (typeof value === 'string') return replace(value, at);
  if (Array.isArray(value)) return value.map((one, index) => replaceStrings(one, replace, [...at, index]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaceStrings(one, replace, [...at, key])]));
}
