/** `twinbench history show`: the trend as a table, as a page, or as data. */
import path from 'node:path';
import type { Argv } from 'yargs';
import { renderTrendTable } from '../../../../reports/trend/terminal.js';
import { EXIT } from '../../../contract/errors.js';
import { checkFolder, makeFolder, writeWhole } from '../../../results/results-folder.js';
import { textOption } from '../../option-values.js';
import { findWidth } from '../../screen.js';
import { print, printJson } from '../../stdout.js';
import { readTrend, trendOptions } from './read-trend.js';

export function options(parser: Argv): Argv {
  return trendOptions(
    parser.usage(
      '$0 history show\n\nShows the course of each metric: level, newest run, changes. With --html as one page that needs no network.',
    ),
  )
    .option('html', { type: 'string', describe: 'write the page to this file instead' })
    .option('all', { type: 'boolean', default: false, describe: 'in the terminal, also metrics that decide nothing' })
    .option('json', { type: 'boolean', default: false, describe: 'the trend document, points included' })
    .example('$0 history show --match boot-time', 'a table with sparklines')
    .example('$0 history show --html trend.html', 'the page');
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  const html = textOption(args['html']);
  if (html !== undefined) await checkFolder(path.dirname(html), 'Name a writable place with --html FILE.');
  const document = await readTrend(args, args['json'] === true ? 'whole' : html === undefined ? 'recent' : 'page');
  if (html !== undefined) {
    const { renderTrendPage } = await import('../../../../reports/trend/html.js');
    await makeFolder(path.dirname(html));
    await writeWhole(html, renderTrendPage(document));
    process.stderr.write(`${html}\n`);
  }
  if (args['json'] === true) printJson(document);
  else if (html === undefined)
    print(
      renderTrendTable(document, {
        width: findWidth(process.stdout, 120),
        isAll: args['all'] === true || args['match'] !== undefined,
      }),
    );
  return EXIT.ok;
}
