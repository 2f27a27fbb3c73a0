import { describe, expect, it } from 'vitest';
import { parseConfig } from './config-text.js';
import {
  SAMPLE_DOCUMENT,
  SAMPLE_END,
  SAMPLE_HISTORY_ENTRY,
  SAMPLE_RUN,
  SAMPLE_TRIAL,
  SAMPLE_VERDICT,
} from './fixtures/minimal-records.js';
import { parseHistoryEntry } from './history.js';
import { parsePolicy } from './parse-policy.js';
import { DEFAULT_POLICY } from './policy.js';
import { parseRawLines, parseResults } from './read.js';
import { parseVerdict } from './verdict.js';

const BYTE_ORDER_MARK = '\uFEFF';

/** As readFile gives it. */
function utf16(text: string, mark: string): string {
  return Buffer.from(mark + text, 'utf16le').toString('utf8');
}

describe('a key that is there twice in a policy', () => {
  it.each([
    [
      'in the whole',
      '{\n  "schemaVersion": 1,\n  "alpha": 0.01,\n  "alpha": 0.4\n}',
      'p.json, line 4, column 3: the key "alpha" is there twice',
    ],
    ['in a rule', '{"schemaVersion":1,"metrics":[{"match":"a","target":0.1,"target":9}]}', 'the key "target"'],
    ['written in two ways', '{"schemaVersion":1,"\\u0061lpha":0.01,"alpha":0.4}', 'the key "alpha"'],
  ])('is refused %s, with its place', (_, text, message) => {
    expect(() => parsePolicy(text, 'p.json')).toThrow(message);
  });

  it('is not seen where there is none', () => {
    const text = '{"a":{"b":1},"b":[{"a":1},{"a":2}],"c":"a\\":","d":["c","c","{",":"]}';
    expect(parseConfig(text, { fileName: 'c.json' }, '').value).toEqual(JSON.parse(text));
  });
});

describe('a byte order mark', () => {
  it('is left out of a policy', () => {
    expect(parsePolicy(`${BYTE_ORDER_MARK}{"schemaVersion":1}`, 'p.json')).toEqual(DEFAULT_POLICY);
  });

  it.each([
    ['results', parseResults, SAMPLE_DOCUMENT],
    ['a verdict', parseVerdict, SAMPLE_VERDICT],
    ['an entry of a history', parseHistoryEntry, SAMPLE_HISTORY_ENTRY],
  ])('is left out of %s', (_, parse, value) => {
    const text = JSON.stringify(value);
    expect(parse(BYTE_ORDER_MARK + text, 'f')).toEqual(parse(text, 'f'));
  });

  it('is left out of raw records, whose bytes still count from the start of the file', () => {
    const text = `${[SAMPLE_RUN, SAMPLE_TRIAL, SAMPLE_END].map((record) => JSON.stringify(record)).join('\n')}\n`;
    const { intactBytes, ...records } = parseRawLines(BYTE_ORDER_MARK + text, 't');
    const { intactBytes: plainBytes, ...plain } = parseRawLines(text, 't');
    expect(records).toEqual(plain);
    expect(intactBytes).toBe(plainBytes + Buffer.byteLength(BYTE_ORDER_MARK));
  });
});

describe('UTF-16', () => {
  it.each([BYTE_ORDER_MARK, ''])('is said to be that, with the mark %j', (mark) => {
    expect(() => parsePolicy(utf16('{"schemaVersion":1}', mark), 'p.json')).toThrow(
      'p.json: this is UTF-16 text. Save it as UTF-8.',
    );
  });
});
