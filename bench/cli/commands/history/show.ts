/** `twinbench history show`: the trend as a table, as a page, or as data. */
import path from 'node:path';
import { renderTrendTable } from '../../../../reports/trend/terminal.js';
import { EXIT } from '../../../contract/errors.js';
import type { TrendDocument } from '../../../contract/trend.js';
import { checkFolder, makeFolder, writeWhole } from '../../../results/results-folder.js';
import { defineCommand } from '../../command.js';
import { JSON_OPTION, parseText } from '../../options.js';
import { findWidth } from '../../screen.js';
import { print, printJson, say } from '../../stdout.js';
import { readTrend, TREND_OPTIONS } from './read-trend.js';

export const command = defineCommand({
  usage:
    '$0 history show\n\nShows the course of each metric: level, newest run, changes. With --html as one page that needs no network.',
  options: {
    ...TREND_OPTIONS,
    html: { type: 'string', describe: 'write the page to this file instead' },
    all: { type: 'boolean', default: false, describe: 'in the terminal, also metrics that decide nothing' },
    json: { ...JSON_OPTION, describe: 'the trend document, points included' },
  },
  examples: [
    ['$0 history show --match boot-time', 'a table with sparklines'],
    ['$0 history show --html trend.html', 'the page'],
  ],
  async run(args) {
    const html = parseText(args.html);
    if (html !== undefined) await checkFolder(path.dirname(html), 'Name a writable place with --html FILE.');
    const document = await readTrend(args, args.json ? 'whole' : html === undefined ? 'recent' : 'page');
    if (html !== undefined) await writePage(document, html);
    const isAll = args.all || args.match !== undefined;
    if (args.json) printJson(document);
    else if (html === undefined) print(renderTrendTable(document, { width: findWidth(process.stdout, 120), isAll }));
    return EXIT.ok;
  },
});

async function writePage(document: TrendDocument, file: string): Promise<void> {
  const { renderTrendPage } = await import('../../../../reports/trend/html.js');
  await makeFolder(path.dirname(file));
  await writeWhole(file, renderTrendPage(document));
  say(file);
}
