import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseResults } from '../../bench/contract/read.js';
import { jsonReporter } from './json.js';

it('renders a document that is read back unchanged', () => {
  const document = parseResults(readFileSync('tests/golden/results.json', 'utf8'), 'results.json');
  const [file] = jsonReporter.render(document, { baseName: 'report' });
  expect(file?.path).toBe('report.json');
  expect(parseResults([...(file?.pieces ?? [])].join(''), 'report.json')).toEqual(document);
});
