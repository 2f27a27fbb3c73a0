import { describe, expect, it } from 'vitest';
import { SAMPLE_DOCUMENT, SAMPLE_HISTORY_ENTRY, SAMPLE_VERDICT } from './fixtures/minimal-records.js';
import { FormatError } from './format-error.js';
import { parseHistoryEntry } from './history.js';
import { parsePolicy } from './parse-policy.js';
import { DEFAULT_POLICY } from './policy.js';
import { EXIT_NAMES, exitName, parseVerdict } from './verdict.js';

function readError(action: () => unknown): FormatError {
  try {
    action();
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const policyError = (value: unknown) => readError(() => parsePolicy(JSON.stringify(value), 'p.json'));

describe('a policy', () => {
  it('has defaults for all that it leaves out', () => {
    expect(parsePolicy('{"schemaVersion":1}', 'p.json')).toEqual(DEFAULT_POLICY);
    expect(DEFAULT_POLICY).toMatchObject({ alpha: 0.01, looks: [10, 20, 40], failOn: ['regression', 'missing'] });
  });

  it('takes rules and accepted changes', () => {
    const written = {
      $schema: 'docs/schema/policy.schema.json',
      schemaVersion: 1,
      defaults: { scale: 'ratio', noiseFloor: 0.01, target: 0.05, gate: 'advisory', minPairs: 10, maxPairs: 40 },
      metrics: [
        { match: 'boot-time/*', gate: 'block', target: 0.05 },
        { match: 'memory-idle/*', gate: 'block', minimumAbsolute: 1048576 },
        { match: 'size/*', scale: 'exact', gate: 'warn' },
      ],
      accepted: [{ match: 'boot-time/vm', maxIncrease: 0.12, until: '2027-01-31', reason: 'new kernel' }],
    };
    expect(parsePolicy(JSON.stringify(written), 'p.json')).toEqual({ ...DEFAULT_POLICY, ...written });
  });

  it.each([
    [{ schemaVersion: 1, alphas: 0.01 }, 'alphas'],
    [{ schemaVersion: 1, defaults: { noisefloor: 0.01 } }, 'noisefloor'],
    [{ schemaVersion: 1, metrics: [{ match: 'boot-time', margin: 0.1 }] }, 'margin'],
    [{ schemaVersion: 1, metrics: [{ match: 'boot-time/vm/json/x' }] }, 'metrics[0].match'],
    [{ schemaVersion: 1, metrics: [{ gate: 'block' }] }, 'metrics[0].match'],
    [{ schemaVersion: 1, metrics: [{ match: 'a', gate: 'blocking' }] }, 'metrics[0].gate'],
    [{ schemaVersion: 1, looks: [20, 10] }, 'looks must ascend'],
    [{ schemaVersion: 1, alpha: 1 }, 'alpha'],
    [{ schemaVersion: 1, accepted: [{ match: 'a', until: '2027-02-30', reason: 'x', maxIncrease: 0.1 }] }, 'no such day'],
    [{ schemaVersion: 1, accepted: [{ match: 'a', until: 'later', reason: 'x', maxIncrease: 0.1 }] }, 'accepted[0].until'],
    [{ schemaVersion: 1, accepted: [{ match: 'a', until: '2027-02-28', reason: 'x' }] }, 'give maxIncrease or maxAbsolute'],
    [{ schemaVersion: 1, accepted: [{ match: 'a', maxIncrease: 0.1, reason: 'x' }] }, 'accepted[0].until'],
  ])('is refused for %j', (written, named) => {
    const error = policyError(written);
    expect(error.problem).toBe('invalid');
    expect(error.message).toContain(named);
    expect(error.message).toContain('docs/schema/policy.schema.json');
  });

  it('may be YAML, and says where it is wrong', () => {
    const text = `# ours\nschemaVersion: 1\nmetrics:\n  - match: boot-time/*\n    gate: block # always\naccepted:\n  - {match: a, maxIncrease: 0.1, until: 2027-01-31, reason: kernel}\n`;
    expect(parsePolicy(text, 'p.yaml')).toMatchObject({
      metrics: [{ match: 'boot-time/*', gate: 'block' }],
      accepted: [{ until: '2027-01-31' }],
    });
    const messages = [
      [text.replace('gate: block', 'gate: blocking'), 'p.yaml, line 5, column 5: it does not match the format (metrics[0].gate'],
      [text.replace('    gate:', '    gatee:'), 'p.yaml, line 5, column 5: it does not match'],
      [
        text.replace('- match: boot-time/*\n   ', '-'),
        'p.yaml, line 4, column 5: it does not match the format (metrics[0].match',
      ],
      [`${text}alpha: 0.1\nalpha: 0.2\n`, 'p.yaml, line 9, column 1: the key alpha is there twice'],
    ] as const;
    for (const [wrong, message] of messages) expect(() => parsePolicy(wrong, 'p.yaml')).toThrow(message);
  });

  it('without a version, or of a newer one, is refused', () => {
    expect(policyError({ alpha: 0.01 })).toMatchObject({ problem: 'wrong-file' });
    expect(policyError({ schemaVersion: 2 })).toMatchObject({ problem: 'newer-version' });
  });
});

const READERS = [
  ['policy', (text: string) => parsePolicy(text, 'f.json'), { schemaVersion: 1 }],
  ['verdict', (text: string) => parseVerdict(text, 'f.json'), SAMPLE_VERDICT],
  ['history entry', (text: string) => parseHistoryEntry(text, 'f.json'), SAMPLE_HISTORY_ENTRY],
] as const;

describe.each(READERS)('reading a %s', (_, parse, sample) => {
  it.each([
    ['', 'empty'],
    [JSON.stringify(sample).slice(0, -3), 'truncated'],
    ['{\n"a": 1,\n oops\n}', 'corrupt-json'],
    ['[]', 'wrong-file'],
    [JSON.stringify({ ...sample, schemaVersion: 'one' }), 'invalid'],
    [JSON.stringify({ ...sample, schemaVersion: 9 }), 'newer-version'],
  ])('names what is wrong with %.30s', (text, problem) => {
    const error = readError(() => parse(text));
    expect(error.problem).toBe(problem);
    expect(error.message).toMatch(/^f\.json/);
  });
});

describe('verdicts and history entries', () => {
  it('come back as they were written, unknown members included', () => {
    const verdict = { ...SAMPLE_VERDICT, addedLater: 1 };
    expect(parseVerdict(JSON.stringify(verdict), 'v')).toEqual(verdict);
    const entry = { ...SAMPLE_HISTORY_ENTRY, addedLater: 1 };
    expect(parseHistoryEntry(JSON.stringify(entry), 'h')).toEqual(entry);
  });

  it('are not mistaken for results documents', () => {
    const text = JSON.stringify(SAMPLE_DOCUMENT);
    expect(readError(() => parseVerdict(text, 'v')).problem).toBe('wrong-file');
    expect(readError(() => parseHistoryEntry(text, 'h')).problem).toBe('wrong-file');
  });

  it('name every exit code', () => {
    expect(Object.values(EXIT_NAMES).sort()).toEqual([...exitName.options].sort());
  });
});
