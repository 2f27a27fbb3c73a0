import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOSTILE_ID } from '../../tests/hostile-ids.js';
import { regressedVerdict } from '../../tests/simulated-verdicts.js';
import { makeOutputs, outputLines } from './outputs.js';

/** As the runner reads the file: `name=value`, or `name<<delimiter`, lines, delimiter; whichever mark comes first decides. */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split(/\n/);
  expect(lines.pop()).toBe('');
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    const [equals, heredoc] = [line.indexOf('='), line.indexOf('<<')];
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) outputs[line.slice(0, equals)] = line.slice(equals + 1);
    else {
      const end = lines.indexOf(line.slice(heredoc + 2));
      if (heredoc < 0 || end < 0) throw new Error(`no output: ${line}`);
      outputs[line.slice(0, heredoc)] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join('\n');
    }
  }
  return outputs;
}

describe('outputs of a step', () => {
  it('are the four that workflows branch on', () => {
    const verdict = regressedVerdict();
    expect(parseOutputs(outputLines(makeOutputs(verdict, 'results/gate/verdict.json')))).toEqual({
      status: 'regressed',
      'exit-code': '1',
      reason: verdict.reason,
      'verdict-file': 'results/gate/verdict.json',
    });
  });

  it('cannot be forged by a reason', () => {
    const forged = `fine\nstatus=pass\nTWINBENCH_END\nexit-code=0\n${HOSTILE_ID}`;
    const outputs = makeOutputs({ ...regressedVerdict(), reason: forged }, 'v.json');
    expect(parseOutputs(outputLines(outputs))).toEqual(outputs);
  });

  it('bring any text through', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('TWINBENCH_END', '\n', '_', '=', '<<', 'x')), (parts) => {
        const value = parts.join('');
        expect(parseOutputs(outputLines({ a: value, b: 'b' }))).toEqual({ a: value, b: 'b' });
      }),
    );
  });
});
