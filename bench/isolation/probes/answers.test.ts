import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_OUTPUT_BYTES, ProbeOutputError, parseAnswers } from './answers.js';

const fact = (id: string, value: unknown): string => JSON.stringify({ fact: id, value });
const output = (...lines: readonly string[]): string => [...lines, fact('end', lines.length)].map((line) => `${line}\n`).join('');

describe('answers of the probe', () => {
  it('are found by their id and type', () => {
    const answers = parseAnswers(output(fact('uid', 0), fact('boot-id', 'a'), fact('disks', ['vda', 'vdb'])));
    expect([answers.number('uid'), answers.text('boot-id'), answers.list('disks')]).toEqual([0, 'a', ['vda', 'vdb']]);
    expect([answers.text('uid'), answers.number('disks'), answers.list('boot-id'), answers.text('none')]).toEqual(
      Array(4).fill(undefined),
    );
  });

  it.each([
    ['nothing', '', 'cut off'],
    ['a cut last line', output(fact('uid', 0)).slice(0, -1), 'cut off'],
    ['no end', `${fact('uid', 0)}\n`, 'no proper end'],
    ['an end that counts other lines', `${fact('uid', 0)}\n${fact('end', 2)}\n`, 'no proper end'],
    ['words after the end', `${output(fact('uid', 0))}${fact('gid', 0)}\n`, 'line 3'],
    ['text that is no JSON', output('hello'), "line 1 of the probe's output is no fact"],
    ['a further member', output('{"fact":"uid","value":0,"more":1}'), 'no fact'],
    ['an id with other letters', output(fact('U\u001b[31m', 0)), 'no fact'],
    ['a prototype as value', output('{"fact":"uid","value":{"__proto__":1}}'), 'no fact'],
    ['a fraction', output(fact('uid', 0.5)), 'no fact'],
    ['a huge text', output(fact('boot-id', 'x'.repeat(9000))), 'no fact'],
    ['a huge list', output(fact('disks', Array(601).fill('a'))), 'no fact'],
    ['a fact stated twice', output(fact('uid', 0), fact('uid', 1)), 'states uid once more'],
    ['too many lines', output(...Array.from({ length: 600 }, (_, index) => fact(`f${String(index)}`, 0))), 'more than 500 lines'],
    ['too many bytes', 'x'.repeat(MAX_OUTPUT_BYTES + 1), 'longer than'],
  ])('refuses %s, saying why', (_, text, complaint) => {
    expect(() => parseAnswers(text)).toThrow(ProbeOutputError);
    expect(() => parseAnswers(text)).toThrow(complaint);
  });

  it('throws nothing else, whatever is said', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.json(),
            fc.record({ fact: fc.string(), value: fc.anything() }).map((one) => JSON.stringify(one)),
          ),
        ),
        (lines) => {
          try {
            parseAnswers(output(...lines));
          } catch (error) {
            expect(error).toBeInstanceOf(ProbeOutputError);
          }
        },
      ),
    );
  });
});
