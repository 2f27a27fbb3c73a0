/** `npm run docs:example`: writes the reports, the pictures and the README's summary anew from the kept records, or from those of another run. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import yargs from 'yargs';
import { UsageError } from '../../bench/contract/errors.js';
import { type Picture, takePictures } from '../../tests/screenshots/pictures.js';
import { EXAMPLE_FOLDER } from '../example-records.js';
import { analyzeExample, keepRecords, renderExample, withSummary } from './example.js';

const PICTURES: readonly (Picture & { readonly file: string })[] = [
  { file: 'report.png', width: 1400, height: 1100, colorScheme: 'light' },
  { file: 'report-phone.png', width: 390, height: 1100, colorScheme: 'light' },
];

/** @throws UsageError – wrong options, or records that must not be published */
export async function main(argv: readonly string[]): Promise<number> {
  const { record } = await yargs([...argv])
    .scriptName('npm run docs:example --')
    .options({ record: { type: 'string', describe: 'folder of a finished run whose raw records become the example' } })
    .strict()
    .locale('en')
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    })
    .parseAsync();
  if (record !== undefined) keepRecords(record);
  const files = renderExample(await analyzeExample());
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(EXAMPLE_FOLDER, name), text);
  writeFileSync('README.md', withSummary(readFileSync('README.md', 'utf8'), files['terminal.txt'] ?? ''));
  const pictures = await takePictures(files['report.html'] ?? '', PICTURES);
  for (const [index, { file }] of PICTURES.entries()) {
    writeFileSync(path.join('docs', 'images', file), pictures[index] ?? '');
  }
  return 0;
}
