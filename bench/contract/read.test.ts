import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SAMPLE_DOCUMENT, SAMPLE_END, SAMPLE_RUN, SAMPLE_TRIAL } from './fixtures/minimal-records.js';
import { FormatError } from './format-error.js';
import { parseRawLines, parseResults, readRawRecords } from './read.js';

const lines = (...records: unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');

function readError(action: () => unknown): FormatError {
  try {
    action();
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const resultsError = (text: string) => readError(() => parseResults(text, 'results.json'));
const linesError = (text: string) => readError(() => parseRawLines(text, 'trials.jsonl'));

describe('reading results.json', () => {
  it('returns the document, unknown members included', () => {
    const document = { ...SAMPLE_DOCUMENT, addedLater: { a: 1 } };
    expect(parseResults(JSON.stringify(document), 'results.json')).toEqual(document);
  });

  it('refuses a newer version and says which it reads', () => {
    const error = resultsError(JSON.stringify({ ...SAMPLE_DOCUMENT, schemaVersion: 2 }));
    expect(error.problem).toBe('newer-version');
    expect(error.message).toBe(
      'results.json: written by a newer Twinbench (schema 2); this one reads up to 1. Update Twinbench.',
    );
  });

  it.each([
    ['', 'empty'],
    [JSON.stringify(SAMPLE_DOCUMENT).slice(0, -40), 'truncated'],
    ['{\n"a": 1,\n oops\n}', 'corrupt-json'],
    ['[]', 'wrong-file'],
    ['{"name":"package"}', 'wrong-file'],
    [lines(SAMPLE_RUN), 'wrong-file'],
    [JSON.stringify({ ...SAMPLE_DOCUMENT, schemaVersion: '1' }), 'invalid'],
    [JSON.stringify({ ...SAMPLE_DOCUMENT, schemaVersion: 0.5 }), 'invalid'],
    [JSON.stringify({ ...SAMPLE_DOCUMENT, host: null }), 'invalid'],
    [JSON.stringify(SAMPLE_DOCUMENT).replace('"value":0.5', '"value":1e999'), 'invalid'],
    ['['.repeat(200_000), 'truncated'],
  ])('names what is wrong with %.60s', (text, problem) => {
    expect(resultsError(text).problem).toBe(problem);
  });

  it('names the line of broken JSON and the member that does not fit', () => {
    expect(resultsError('{\n"a": 1,\n oops\n}')).toMatchObject({ line: 3 });
    const trial = { ...SAMPLE_TRIAL, measurements: [{ metricId: 'boot-time', value: 'fast' }] };
    const { message } = resultsError(JSON.stringify({ ...SAMPLE_DOCUMENT, trials: [trial] }));
    expect(message).toContain('trials[0].measurements[0].value');
    expect(message).toContain('twinbench analyze');
  });
});

describe('reading trials.jsonl', () => {
  it('returns the run, its trials and its ends', () => {
    const text = lines(SAMPLE_RUN, SAMPLE_TRIAL, SAMPLE_END);
    expect(parseRawLines(text, 'trials.jsonl')).toEqual({
      run: SAMPLE_RUN,
      trials: [SAMPLE_TRIAL],
      ends: [SAMPLE_END],
      warnings: [],
      intactBytes: text.length,
    });
  });

  it('loses at most the last record, wherever a kill cuts the file', () => {
    const whole = lines(SAMPLE_RUN, SAMPLE_TRIAL, { ...SAMPLE_TRIAL, id: 'größer' });
    const intact = lines(SAMPLE_RUN, SAMPLE_TRIAL);
    for (let end = intact.length; end < whole.length; end += 1) {
      const { trials, warnings, intactBytes } = parseRawLines(whole.slice(0, end), 'trials.jsonl');
      expect(trials).toHaveLength(1);
      expect(warnings.map(({ code }) => code)).toEqual(end === intact.length ? [] : ['last-record-cut']);
      expect(intactBytes).toBe(Buffer.byteLength(intact));
    }
  });

  it('refuses any other bad line by its number', () => {
    const error = linesError(`${lines(SAMPLE_RUN)}{"record":\n${lines(SAMPLE_TRIAL)}`);
    expect(error).toMatchObject({ problem: 'truncated', line: 2 });
    expect(error.message).toMatch(/^trials\.jsonl, line 2: /);
    expect(linesError(lines(SAMPLE_RUN, { ...SAMPLE_TRIAL, order: -1 }))).toMatchObject({ problem: 'invalid', line: 2 });
    expect(linesError(lines(SAMPLE_RUN, { record: 'other' }))).toMatchObject({ problem: 'invalid', line: 2 });
    expect(linesError(lines(SAMPLE_RUN, SAMPLE_TRIAL, SAMPLE_RUN))).toMatchObject({ problem: 'invalid', line: 3 });
  });

  it('refuses what does not start with a run record that it can read', () => {
    expect(linesError('').problem).toBe('empty');
    expect(linesError(JSON.stringify(SAMPLE_RUN)).problem).toBe('truncated');
    expect(linesError(lines(SAMPLE_TRIAL)).problem).toBe('wrong-file');
    expect(linesError(lines(SAMPLE_DOCUMENT)).problem).toBe('wrong-file');
    expect(linesError(lines({ ...SAMPLE_RUN, schemaVersion: 7 })).problem).toBe('newer-version');
  });
});

describe('reading trials.jsonl as its bytes come', () => {
  async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
    for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
  }

  it.each([1, 7, 100, 1e6])('gives the same as from the whole text, %d bytes at a time', async (size) => {
    const whole = lines(SAMPLE_RUN, SAMPLE_TRIAL, { ...SAMPLE_TRIAL, id: 'größer 🜁' }, SAMPLE_END);
    for (const text of [whole, `\uFEFF${whole}`, whole.slice(0, -3), `${whole}{"record":"größ`]) {
      const trials: unknown[] = [];
      const frame = await readRawRecords(inPieces(Buffer.from(text), size), 'trials.jsonl', { trial: (one) => trials.push(one) });
      expect({ ...frame, trials }).toEqual(parseRawLines(text, 'trials.jsonl'));
    }
  });

  const readBytes = (bytes: Buffer) => readRawRecords(inPieces(bytes, 10), 'trials.jsonl', { trial: () => undefined });

  it('names UTF-16', async () => {
    await expect(readBytes(Buffer.from(`\uFEFF${lines(SAMPLE_RUN)}`, 'utf16le'))).rejects.toThrow('line 1: this is UTF-16 text');
  });

  it('names the line that does not fit, and a file without any', async () => {
    const read = (text: string) => readBytes(Buffer.from(text));
    await expect(read(lines(SAMPLE_RUN, { record: 'other' }))).rejects.toMatchObject({ problem: 'invalid', line: 2 });
    await expect(read('')).rejects.toMatchObject({ problem: 'empty' });
    await expect(read('\n\n')).rejects.toMatchObject({ problem: 'empty' });
  });
});

describe('whatever the text', () => {
  const damaged = (text: string) =>
    fc.tuple(fc.nat(text.length), fc.nat(20), fc.string({ maxLength: 10 })).map(([at, cut, put]) => {
      return text.slice(0, at) + put + text.slice(at + cut);
    });
  const onlyFormatErrors = (parse: (text: string) => unknown) => (text: string) => {
    try {
      parse(text);
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError);
    }
  };
  const readers = [(text: string) => parseResults(text, 'f'), (text: string) => parseRawLines(text, 'f')];

  it.each(readers)('nothing but FormatError is thrown', (parse) => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), onlyFormatErrors(parse)), { numRuns: 500 });
    fc.assert(fc.property(damaged(JSON.stringify(SAMPLE_DOCUMENT)), onlyFormatErrors(parse)), { numRuns: 500 });
    fc.assert(fc.property(damaged(lines(SAMPLE_RUN, SAMPLE_TRIAL, SAMPLE_END)), onlyFormatErrors(parse)), { numRuns: 500 });
  });

  it('no control character of the file reaches the message', () => {
    const { message } = linesError(`${lines(SAMPLE_RUN)}{"record":"\u001b[2J"}\n`);
    expect(message).not.toMatch(/\p{Cc}/u);
  });
});
