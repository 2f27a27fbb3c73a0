import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { parseResults } from '../../bench/contract/read.js';
import { documentWithoutEvidence } from '../../tests/evidence-variants.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { escapeMarkdown, fencedBlock } from '../markdown/escape.js';
import { markdownFullReporter } from './markdown-full.js';

const golden = parseResults(readFileSync('tests/golden/results.json', 'utf8'), 'results.json');

function render(document: ResultsDocument): string {
  return markdownFullReporter.render(document, { baseName: 'report' })[0]?.content ?? '';
}

/** Cells of a line of a table; escaped pipes do not part them. */
const readCells = (line: string) => line.split(/(?<!\\)\|/).slice(1, -1);

describe('the long Markdown', () => {
  const text = render(golden);

  it('says that the VM was emulated before its first figure', () => {
    expect(text.indexOf('Software emulation, not KVM')).toBeLessThan(text.indexOf('| Metric |'));
    expect(text).toMatch(/> \[!CAUTION\]\n> \*\*Software emulation, not KVM\.\*\*\n> vm ran in software emulation/);
  });

  it('has tables whose rows all have as many cells as their heads', () => {
    const tables = text.split('\n\n').filter((block) => block.startsWith('|'));
    expect(tables.length).toBeGreaterThan(6);
    for (const table of tables) expect(new Set(table.split('\n').map((line) => readCells(line).length)).size).toBe(1);
  });

  it('shows the headline, ratios to bare, failed trials, warnings and completeness', () => {
    expect(text).toMatch(/\*\*Boot time\*\*<br>lower is better/);
    expect(text).toMatch(/× bare \(95\.1\s% interval .*×; \+.*\): shown, within what matters/);
    expect(text).toContain('143 of 147, 2 failed, 2 timed out');
    expect(text).toContain('## Trials that did not complete');
    expect(text).toContain('## Warnings');
  });

  it('stays below what a job summary can hold', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(900 * 1024);
  });

  it('lets nothing of the document become markup', () => {
    const hostile = '<script>alert(1)</script> | [x](http://evil) `code` **bold** @user ![i](u)\n\n# heading';
    const environments = golden.environments.map((environment) => ({
      ...environment,
      runtime: { id: hostile, version: hostile },
    }));
    const warnings = [{ code: hostile, message: hostile, hint: hostile }];
    const workloads = golden.workloads.map((workload) => ({ ...workload, title: hostile }));
    const page = render({
      ...golden,
      environments,
      warnings,
      workloads,
      host: { ...golden.host, os: { name: hostile, version: '' } },
    });
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/(?<!\\)\]\(/);
    expect(page).not.toMatch(/@user/);
    expect(page).not.toMatch(/^# heading/m);
  });

  it('shows calibration, scenarios and noise as tables, and nothing of them where there is nothing', () => {
    const page = render(evidenceDocument());
    expect(page).toContain('## How far off are these figures?');
    expect(page).toMatch(/\| Virtual machine \(vm-balloon\) \| 256.MiB \| 31\.0.% \| 93\.0.% \| 94\.4.% \| 3 \|/);
    expect(page).toMatch(/\| Virtual machine \| 141.MiB \| 139–143.MiB \| 132.MiB \| 6\.40.% \|/);
    expect(page).toContain('2 of 96 blocks are contaminated');
    expect(page).toMatch(/not decided \(12 pairs; within calibration error\)/);
    const without = render(documentWithoutEvidence());
    for (const title of ['How far off', 'What one more instance', 'Was the host quiet'])
      expect(without).not.toContain(`## ${title}`);
    expect(without).toContain('twinbench calibrate');
  });

  it('renders a run without a single figure', () => {
    const empty = { ...golden, trials: [], series: [], comparisons: [], metrics: [], warnings: [] };
    expect(render(empty)).toContain('## Host and environments');
  });
});

describe('escaping', () => {
  it('leaves no bare markup in any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = escapeMarkdown(text).replaceAll('<!-- -->', '');
        expect(escaped).not.toMatch(/[<>\r\n]/);
        expect(escaped.replace(/\\[\\`*_[\]|~#!]/g, '')).not.toMatch(/[\\`*_[\]|~#!]/);
      }),
    );
  });

  it('fences a block so that nothing in it can close the fence', () => {
    expect(fencedBlock('a\n````\nb')).toBe('`````text\na\n````\nb\n`````');
  });
});
