/** What probes look like in a report: present, absent, of another host, and with an instance's own words in them. */
import { describe, expect, it } from 'vitest';
import { isolation } from '../../bench/contract/isolation.js';
import { documentWithoutEvidence } from '../../tests/evidence-variants.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { markdownFullReporter } from '../markdown-full/markdown-full.js';
import { renderIsolation } from '../terminal/isolation.js';
import { renderTerminal } from '../terminal/terminal.js';
import { findSection, listTable } from './fixtures/section-views.js';
import { formatReference } from './isolation.js';
import { buildViewModel } from './view-model.js';

const full = evidenceDocument();
const found = isolation.parse(full.isolation);
const view = buildViewModel(full);

describe('isolation in a report', () => {
  it('has a table for each family, an environment to a column, and why each fact matters', () => {
    const captions = findSection(view, 'isolation')?.groups.flatMap(({ tables }) => tables.map(({ caption }) => caption)) ?? [];
    expect(captions).toEqual([...new Set(found.facts.map(({ family }) => family)), 'A guest’s kernel panics']);
    expect(listTable(view, 'isolation', 'Kernel')[0]).toMatch(
      /Kernel release \| shared: 6\.1\.0-21-amd64 \| shared: 6\.1\.0-21-amd64 \| shared: .* \| isolated: 6\.1\.0-22-cloud-amd64 \| .*\(uname\(2\)\)$/,
    );
    expect(listTable(view, 'isolation', 'Privileged')[0]).toMatch(
      /Mount a filesystem \| allowed \| refused: EPERM \| refused: EPERM \| own kernel \| /,
    );
  });

  it('says what became of a panic, and of what could not be probed', () => {
    expect(listTable(view, 'isolation', 'A guest’s kernel panics')).toEqual([
      'Guest whose kernel was made to panic | ended after 0.2 s: The guest kernel panicked while the workload ran: sysrq triggered crash',
      'Host | kept running, the same boot',
      'Beside it: Virtual machine | still answered',
      'Beside it: Container | still answered',
    ]);
    expect(findSection(view, 'isolation')?.text).toContain('vm-balloon was not probed: QEMU ended');
  });

  it('says when it was another host', () => {
    const moved = buildViewModel({ ...full, isolation: { ...found, fingerprint: 'other' } });
    expect(findSection(moved, 'isolation')?.text).toContain('not the host of this run');
    expect(findSection(view, 'isolation')?.text).not.toContain('not the host of this run');
  });

  it('is absent where nothing was probed, and the report says how to get it', () => {
    const plain = buildViewModel(documentWithoutEvidence());
    expect(findSection(plain, 'isolation')).toBeUndefined();
    expect(plain.method.notes.map(({ value }) => value).join(' ')).toContain('twinbench probe');
    expect(view.method.notes.map(({ value }) => value).join(' ')).not.toContain('twinbench probe');
  });

  it('stands in Markdown, and in a line of the terminal', () => {
    const [file] = markdownFullReporter.render(full, { baseName: 'report' });
    expect(file?.content).toContain('## What separates an instance from this host?');
    expect(file?.content).toContain('| Mount a filesystem | allowed | refused: EPERM |');
    const terminal = renderTerminal(full, { width: 300, isColored: false, isUnicode: true });
    expect(terminal).toMatch(/\nIsolation +\d+ openings +\d+ openings? +\d+ openings\n/);
  });

  it('is printed by the command at any width, with nothing of an instance’s that would move a cursor', () => {
    const hostile = found.environments.map((one) => ({
      ...one,
      answers: one.answers.map((answer) => ({ ...answer, answer: '\u001b[2J\u202ehostile' })),
    }));
    for (const width of [20, 100, 240]) {
      const text = renderIsolation({ ...found, environments: hostile }, { width });
      expect(text).toContain('Kernel release');
      for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character);
    }
  });

  it('names references shortly', () => {
    expect(formatReference({ reference: 'https://man7.org/linux/man-pages/man7/user_namespaces.7.html' })).toBe(
      'user_namespaces(7)',
    );
    expect(formatReference({ reference: 'https://nvd.nist.gov/vuln/detail/CVE-2022-0492' })).toBe('CVE-2022-0492');
    expect(formatReference({ reference: 'https://docs.kernel.org/trace/ftrace.html' })).toBe('docs.kernel.org/trace/ftrace');
  });
});
