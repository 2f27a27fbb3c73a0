/** What docs/ci.md shows is what the product takes. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { parsePolicy } from '../bench/contract/parse-policy.js';
import { EXIT_NAMES } from '../bench/contract/verdict.js';
import { verdictReporters } from '../reports/ci/index.js';
import { reporters } from '../reports/index.js';
import { projectRoot } from '../runtimes/native.js';

const page = readFileSync(path.join(projectRoot, 'docs', 'ci.md'), 'utf8');
const readBlocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text);

describe('the page about CI', () => {
  it('has a policy that is taken, and YAML that is YAML', () => {
    expect(readBlocks('json').map((text) => parsePolicy(text, 'docs/ci.md'))).toHaveLength(1);
    expect(readBlocks('yaml').map((text): unknown => parseYaml(text))).toHaveLength(2);
  });

  it('names every exit code and every format', () => {
    for (const [code, name] of Object.entries(EXIT_NAMES)) expect(page).toContain(`| ${code} | \`${name}\` |`);
    for (const { id } of [...reporters, ...verdictReporters]) expect(page).toContain(`\`${id}\``);
  });
});
