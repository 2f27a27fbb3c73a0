/**
 * Puts scripts, styles and data into one page. Nothing is replaced in text that holds data: parts are placed once, by the
 * template, and each is made safe for its place before.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

export interface Inlined {
  /** The exact text between the tags; the hash holds for no other. */
  readonly content: string;
  /** As a content security policy names it: `'sha256-…'`. */
  readonly hash: string;
}

/** @throws Error – when the source holds what would end the script element or hide its end */
export function inlineScript(source: string): Inlined {
  const content = withoutSourceMap(source);
  refuse(content, /<\/script|<!--|<script/i, 'script');
  return inlined(content);
}

/** A script that another one unpacks and adds to the page; as text it would be the largest part of it. */
export interface Packed {
  /** gzip as base64; empty where there is nothing. */
  readonly content: string;
  /** Of the script itself; empty where there is nothing. */
  readonly hash: string;
}

export const NOTHING_PACKED: Packed = { content: '', hash: '' };

export function packScript(source: string): Packed {
  const content = withoutSourceMap(source);
  return { content: pack(content), hash: inlined(content).hash };
}

/** JSON that a script unpacks: base64 of gzip, which needs no escaping anywhere. */
export function packData(value: unknown): string {
  return pack(JSON.stringify(value));
}

function pack(text: string): string {
  return gzipSync(text, { level: 9 }).toString('base64');
}

/** @throws Error – when the source would end the style element or load something */
export function inlineStyle(source: string): Inlined {
  const content = normalLineEnds(source);
  refuse(content, /<\/style|<!--|@import|url\(/i, 'style sheet');
  return inlined(content);
}

/** JSON that stays JSON wherever a parser of HTML or of older JavaScript finds it, and reads in the direction in which it is written. */
export function inlineData(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, escapeInJson);
}

/** Nothing may be loaded, and only these very scripts and styles run. */
export function contentSecurityPolicy(scripts: readonly { readonly hash: string }[], styles: readonly Inlined[]): string {
  const hashes = (parts: readonly { readonly hash: string }[]) => {
    const present = parts.flatMap(({ hash }) => (hash === '' ? [] : [hash]));
    return present.length === 0 ? "'none'" : present.join(' ');
  };
  return [
    "default-src 'none'",
    `script-src ${hashes(scripts)}`,
    `style-src ${hashes(styles)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** A browser with its tools open would ask for the map. */
function withoutSourceMap(source: string): string {
  return normalLineEnds(source).replace(/^\/\/[#@] sourceMappingURL=.*$/gm, '');
}

/** The parser of HTML reads CR as LF, and the hash is taken after that. */
function normalLineEnds(source: string): string {
  return source.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
}

function refuse(content: string, pattern: RegExp, what: string): void {
  const found = pattern.exec(content);
  if (found !== null) throw new Error(`cannot inline the ${what}: it holds ${JSON.stringify(found[0])} at offset ${found.index}`);
}

function inlined(content: string): Inlined {
  return { content, hash: `'sha256-${createHash('sha256').update(content, 'utf8').digest('base64')}'` };
}

function escapeInJson(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
