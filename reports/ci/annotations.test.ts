import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GateVerdict } from '../../bench/contract/verdict.js';
import {
  hostileVerdict,
  largeVerdict,
  makePolicy,
  missingVerdict,
  passedVerdict,
  regressedVerdict,
  unconfirmedVerdict,
} from '../../tests/simulated-verdicts.js';
import { annotationLines, MAX_PER_LEVEL, makeAnnotations } from './annotations.js';
import { annotationCommand } from './workflow-command.js';

/** As the runner reads a line of output. */
function parseCommand(line: string) {
  const [, level, properties, message] = /^::(error|warning|notice) ([^:]*)::([^\r\n]*)$/.exec(line) ?? [];
  if (level === undefined || properties === undefined || message === undefined) throw new Error(`no command: ${line}`);
  const [title, ...others] = properties.split(',').map((one) => one.split('='));
  expect([title?.[0], title?.length, others]).toEqual(['title', 2, []]);
  return { level, title: unescaped(title?.[1] ?? ''), message: unescaped(message) };
}

const unescaped = (text: string) =>
  text.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

function readCommands(verdict: GateVerdict) {
  const lines = annotationLines(verdict);
  return lines === '' ? [] : lines.replace(/\n$/, '').split('\n').map(parseCommand);
}

describe('annotations', () => {
  it('are errors for what the gate fails by, with the figures', () => {
    const [first, ...others] = readCommands(regressedVerdict());
    expect(first).toMatchObject({ level: 'error', title: 'Twinbench: regression' });
    expect(first?.message).toMatch(/boot-time\/container \+\d+.% \(99\.\d.% interval/);
    expect(others.map(({ level }) => level)).not.toContain('error');
    expect(others.map(({ title }) => title)).toContain('Twinbench: worse, and accepted by the policy (1)');
    expect(others.find(({ title }) => title.includes('accepted'))?.message).toContain('until 2027-01-31');
  });

  it('warn of a regression that the gate was told to let pass', () => {
    const levels = readCommands(regressedVerdict(makePolicy({ failOn: ['missing'] }))).map(
      ({ level, title }) => `${level} ${title}`,
    );
    expect(levels).toContain('warning Twinbench: regressions that the gate was told to let pass (1)');
  });

  it('say one thing once: what the gate fails by is no warning as well', () => {
    expect(readCommands(unconfirmedVerdict()).filter(({ title }) => title.includes('no-decision'))).toHaveLength(1);
    expect(readCommands(missingVerdict()).filter(({ title }) => title.includes('missing'))).toEqual([]);
  });

  it('are none for a gate that passed and has nothing to say', () => {
    const passed = passedVerdict();
    expect(readCommands({ ...passed, metrics: passed.metrics.filter(({ verdict }) => verdict.status === 'equivalent') })).toEqual(
      [],
    );
  });

  it('stay below what GitHub shows, whatever there is', () => {
    const large = largeVerdict(5_000);
    const annotations = makeAnnotations({ ...large, findings: Array.from({ length: 40 }, () => large.findings).flat() });
    for (const level of ['error', 'warning', 'notice'])
      expect(annotations.filter((one) => one.level === level).length).toBeLessThanOrEqual(MAX_PER_LEVEL);
    for (const { message } of annotations) expect(Buffer.byteLength(message)).toBeLessThan(64 * 1024);
    expect(annotations.some(({ message }) => /and \d+ more$/.test(message))).toBe(true);
  });

  it('let no text of a verdict become a command of its own', () => {
    const commands = readCommands(hostileVerdict(regressedVerdict()));
    expect(commands.length).toBeGreaterThan(3);
    for (const { title, message } of commands) {
      expect(title).toMatch(/^Twinbench: /);
      expect(message.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    }
  });

  it('bring any text through', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (title, message) => {
        expect(parseCommand(annotationCommand({ level: 'error', title: title.replaceAll('=', ''), message }))).toEqual({
          level: 'error',
          title: title.replaceAll('=', ''),
          message,
        });
      }),
    );
  });
});
