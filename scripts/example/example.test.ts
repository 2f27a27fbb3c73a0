import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXAMPLE_FOLDER, readRecords } from '../example-records.js';
import { analyzeExample, renderExample, withSummary } from './example.js';

const kept = (name: string) => readFileSync(path.join(EXAMPLE_FOLDER, name), 'utf8');
const TITLE = { 'report.html': /<h1[^>]*>(.*?)<\/h1>/s, 'report.md': /^# (.*)/m, 'terminal.txt': /^(.*?\.)\s/s };

/** When they differ: npm run docs:example, and look at the difference. */
describe('the kept example', () => {
  it('has raw records from which today’s reports have the titles that its reports have', async () => {
    const document = await analyzeExample();
    expect(document.run.completeness).toMatchObject({ failed: 0, timedOut: 0 });
    const made = renderExample(document);
    for (const [name, title] of Object.entries(TITLE)) {
      expect(title.exec(made[name] ?? '')?.[1], name).toBe(title.exec(kept(name))?.[1]);
      expect(title.exec(kept(name))?.[1], name).toMatch(/\w/);
    }
  });

  it.each(['trials.jsonl', 'report.html', 'report.md', 'terminal.txt'])('names no folder of who measured it: %s', (name) => {
    const text = name === 'trials.jsonl' ? readRecords() : kept(name);
    expect(text.match(/(?<![\w.])\/(?:home|root|work|tmp)\/[^"\s<]*/g)).toBeNull();
  });

  it('is what the README shows', () => {
    const readme = readFileSync('README.md', 'utf8');
    expect(withSummary(readme, kept('terminal.txt'))).toBe(readme);
  });
});

describe('the summary in the README', () => {
  const readme = 'a\n\n<!-- npm run docs:example -->\n```text\nold\nlines\n```\n\nz\n';

  it('takes the place of the one before', () => {
    expect(withSummary(readme, 'new\n')).toBe(readme.replace('old\nlines', 'new'));
  });

  it('has to have a place', () => {
    expect(() => withSummary('a\n', 'new\n')).toThrow('no <!-- npm run docs:example -->');
  });
});
