import { describe, expect, test } from 'vitest';
import { formatCsv, formatMarkdown } from './table-text.js';

const rows = [
  ['Workload', 'Median'],
  ['a | "b", <c>', '1,934 ms'],
];

describe('a table as text', () => {
  test('is CSV with quotes where they are needed', () => {
    expect(formatCsv(rows)).toBe('Workload,Median\r\n"a | ""b"", <c>","1,934 ms"\r\n');
  });

  test('is Markdown that shows the same characters', () => {
    expect(formatMarkdown('Boot time', rows)).toBe(
      '**Boot time**\n\n| Workload | Median |\n| :-- | :-- |\n| a \\| "b", &lt;c&gt; | 1,934 ms |\n',
    );
  });
});
