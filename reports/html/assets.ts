/** Reads what the page is made of from the checkout: templates, style sheet, scripts, licences. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Inlined, inlineScript, inlineStyle, NOTHING_PACKED, type Packed, packScript } from './inline.js';

/** This file runs as dist/reports/html/assets.js. */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const templateFolder = path.join(root, 'reports', 'html', 'template');

interface Licence {
  readonly name: string;
  readonly text: string;
}

export interface Assets {
  readonly page: string;
  /** Partial name → template. */
  readonly partials: Readonly<Record<string, string>>;
  readonly style: Inlined;
  /** None where nothing runs in the page. */
  readonly scripts: readonly Inlined[];
  /** Chart.js and what draws with it: a script that the others unpack. */
  readonly packed: Packed;
  readonly licences: readonly Licence[];
}

/** What tells one page from another: its template, the style sheets one after the other, the bundle that draws. */
export interface PageFiles {
  readonly page: string;
  readonly styles: readonly string[];
  /** Null: nothing runs in the page. */
  readonly script: string | null;
}

const REPORT: PageFiles = {
  page: 'page.hbs',
  styles: ['page.css', 'answer.css', 'decision.css', 'charts.css', 'tools.css', 'print.css'],
  script: 'report-client.js',
};

/** Of a style sheet; they are for readers of the template. */
const COMMENTS = /\/\*.*?\*\/\n?/gs;

/** @throws Error – naming the file, when one is missing */
export function readAssets({ page, styles, script }: PageFiles = REPORT): Assets {
  return {
    page: readTemplate(page),
    partials: readPartials(),
    style: inlineStyle(styles.map(readTemplate).join('').replace(COMMENTS, '')),
    ...(script === null ? { scripts: [], packed: NOTHING_PACKED, licences: [] } : readScripts(script)),
  };
}

function readScripts(script: string): Pick<Assets, 'scripts' | 'packed' | 'licences'> {
  const chartFolder = path.dirname(createRequire(import.meta.url).resolve('chart.js'));
  return {
    scripts: [inlineScript(readBundle(script))],
    packed: packScript(readBundle('charting.js')),
    licences: [readLicence('chart.js', path.dirname(chartFolder)), colorLicence(chartFolder)],
  };
}

function readBundle(name: string): string {
  return read(path.join(root, 'dist', 'bundles', name));
}

/** Part of Chart.js's bundle without a notice of its own. */
function colorLicence(chartFolder: string): Licence {
  const entry = createRequire(path.join(chartFolder, 'chart.cjs')).resolve('@kurkle/color');
  return readLicence('@kurkle/color', path.dirname(path.dirname(entry)));
}

function readLicence(name: string, packageFolder: string): Licence {
  return { name, text: read(path.join(packageFolder, 'LICENSE.md')).trim() };
}

const PAGES = ['page.hbs', 'trend.hbs', 'runs.hbs'];

function readPartials(): Record<string, string> {
  const names = readdirSync(templateFolder).filter((name) => name.endsWith('.hbs') && !PAGES.includes(name));
  return Object.fromEntries(names.map((name) => [path.basename(name, '.hbs'), readTemplate(name)]));
}

/** Without the indentation, which only readers of templates need: a long table would carry it in every row. */
function readTemplate(name: string): string {
  return read(path.join(templateFolder, name)).replace(/^[ \t]+/gm, '');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`the HTML report needs ${path.relative(root, file)}, which cannot be read; run npm run build`, {
      cause: error,
    });
  }
}
