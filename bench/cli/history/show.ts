/** `twinbench history show`: the trend as a table, as a page, or as data. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Argv } from 'yargs';
import { LongHistory } from '../../history/long-history.js';
import { EXIT } from '../failure.js';
import { printJson, textOption } from '../kept-options.js';
import { trendOptions } from './trend-options.js';

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
  if (html === undefined) await print(args);
  else await writePage(args, html);
  return EXIT.ok;
}

async function print(args: Readonly<Record<string, unknown>>): Promise<void> {
  const [{ readTrend }, { renderTrendTable }] = await Promise.all([
    import('./read-trend.js'),
    import('../../../reports/trend/terminal.js'),
  ]);
  const document = await readTrend(args, args['json'] === true ? 'whole' : 'recent');
  const settings = { width: process.stdout.columns ?? 120, isAll: args['all'] === true || args['match'] !== undefined };
  if (args['json'] === true) printJson(document);
  else process.stdout.write(renderTrendTable(document, settings));
}

/** All that is needed afterwards is loaded while the second thread reads already. */
async function writePage(args: Readonly<Record<string, unknown>>, html: string): Promise<void> {
  const folder = String(args['history']);
  const history = existsSync(folder) && args['json'] !== true ? new LongHistory(folder) : undefined;
  try {
    const loaded = [import('./read-trend.js'), import('../../../reports/trend/html.js'), import('../results-folder.js')] as const;
    const [{ readTrend }, { renderTrendPage }, { writeWhole }] = await Promise.all(loaded);
    const document = await readTrend(args, history ?? 'whole');
    await mkdir(path.dirname(path.resolve(html)), { recursive: true });
    await writeWhole(html, renderTrendPage(document));
    process.stderr.write(`${html}\n`);
    if (args['json'] === true) printJson(document);
  } finally {
    history?.close();
  }
}
