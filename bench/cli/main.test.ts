import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from './main.js';

const printed: string[] = [];
const said: string[] = [];

beforeEach(() => {
  printed.length = said.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
});
afterEach(() => vi.restoreAllMocks());

describe('--version', () => {
  it.each([['--version'], ['run --version'], ['--version doctor']])('%s', async (line) => {
    expect(await main(line.split(' '))).toBe(0);
    expect(printed.join('')).toMatch(/^twinbench \d+\.\d+\.\d+( \(revision [0-9a-f]{12}(, modified)?\))?\n$/);
  });

  it('stands in the help', async () => {
    expect(await main(['--help'])).toBe(0);
    expect(printed.join('')).toContain('--version');
  });
});

describe('after wrong words', () => {
  it.each([
    ['run --profle quick', 'there is no option "--profle". Did you mean "profile"?', 'twinbench run --help'],
    ['--profle quick run', 'there is no option "--profle". Did you mean "profile"?', 'twinbench run --help'],
    ['history shw', 'there is no command "shw". Did you mean "show"?', 'twinbench history --help'],
    ['history show --jso', 'there is no option "--jso". Did you mean "json"?', 'twinbench history show --help'],
    ['exec --env A=b', 'Missing required argument: environment', 'twinbench exec --help'],
    ['run quick', 'run takes no argument "quick"', 'twinbench run --help'],
    ['rnu', 'there is no command "rnu". Did you mean "run"?', 'twinbench --help'],
    ['baseline', 'Name a command of baseline', 'twinbench baseline --help'],
  ])('%s points to the help of that very command', async (line, message, help) => {
    expect(await main(line.split(' '))).toBe(2);
    expect(said.join('')).toContain(message);
    expect(said.join('')).toMatch(new RegExp(`\nSee: ${help}\n$`));
  });
});

describe('an option that is given twice', () => {
  it('counts as the last one says, unless it is a list', async () => {
    expect(await main(['report', '/nowhere', '--format', 'csv', '--format', 'htlm'])).toBe(2);
    expect(said.join('')).toContain('Did you mean "html"?');
    expect(await main(['exec', '--environment', 'bare', '--env', 'A=1', '--env', 'b', '--', 'true'])).toBe(2);
    expect(said.join('')).toContain('--env takes NAME=VALUE, not "b"');
  });
});
