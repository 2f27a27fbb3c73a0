/** Pages in a real browser: from disk, offline, with console and requests watched. */
import { existsSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { scratchFolder } from './scratch.js';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export const isBrowserMissing = !existsSync(executablePath);

/** For the name of a suite that needs it; empty where there is one. */
export const whyNoBrowser = isBrowserMissing ? ` (skipped: no browser at ${executablePath}; set CHROMIUM)` : '';

/** A busy host draws late; what never comes fails all the same. */
export const PATIENCE = { timeout: 30_000 };

export interface Opened {
  readonly page: Page;
  /** Console messages, page errors, and requests other than the file itself. */
  readonly incidents: string[];
}

/** One browser for the tests of a `describe`, and a folder for the pages that it opens. */
export function browserWithFolder(
  prefix: string,
  launch = launchBrowser,
): { readonly folder: string; readonly browser: () => Browser } {
  let launched: Browser | undefined;
  beforeAll(async () => {
    launched = await launch();
  });
  afterAll(() => launched?.close());
  return {
    folder: scratchFolder(prefix),
    browser() {
      if (launched === undefined) throw new Error('there is no browser before the first test');
      return launched;
    },
  };
}

/** Major version; undefined where there is no browser. */
export async function findBrowserRelease(): Promise<string | undefined> {
  if (isBrowserMissing) return undefined;
  const browser = await launchBrowser();
  const [release] = browser.version().split('.');
  await browser.close();
  return release;
}

export function launchBrowser(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...args] });
}

/** Charts that a script draws and that are on the screen, yet not drawn; as text, because code here is compiled without the browser's types. */
const WAITING_IN_VIEW = `[...document.querySelectorAll('canvas:not([data-drawn])')].filter((canvas) => {
  const { top, bottom } = canvas.getBoundingClientRect();
  return canvas.offsetParent !== null && top < innerHeight && bottom > 0;
}).length`;

/** Scrolls to every chart that is not folded away: they are drawn when they come near the screen. */
export async function drawAllCharts(page: Page): Promise<void> {
  for (const canvas of await page.locator('canvas').all()) {
    if (!(await canvas.isVisible())) continue;
    await canvas.scrollIntoViewIfNeeded();
    await expect.poll(() => canvas.getAttribute('data-drawn'), PATIENCE).toBe('true');
  }
}

/** Writes the page to `file` and opens that; resolves when every chart on the screen is drawn. */
export async function openPage(
  browser: Browser,
  file: string,
  content: string,
  options: BrowserContextOptions = {},
  fragment = '',
): Promise<Opened> {
  writeFileSync(file, content);
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options, offline: true });
  const page = await context.newPage();
  const incidents: string[] = [];
  page.on('console', (message) => incidents.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => incidents.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== pathToFileURL(file).href) incidents.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href + fragment);
  await expectDrawn(page, options);
  return { page, incidents };
}

async function expectDrawn(page: Page, { javaScriptEnabled = true }: BrowserContextOptions): Promise<void> {
  if (javaScriptEnabled) await expect.poll(() => page.evaluate(WAITING_IN_VIEW), PATIENCE).toBe(0);
}

/** Of everything that axe-core knows. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Rows of a table are alike, and so are small figures; drawings are hidden from assistive technology. Without them axe-core needs a tenth of the time. */
const KEEP_FEW = `for (const one of document.querySelectorAll('tbody tr:nth-child(n + 4), .figures.grid > figure:nth-child(n + 3), .drawing > *')) one.remove()`;

/** What axe-core finds, best practice included: rule, and the first element that breaks it. The page loads no script, so it is evaluated. */
export async function findViolations(page: Page, rules: readonly string[] = RULES): Promise<string[]> {
  await page.evaluate(KEEP_FEW);
  await page.evaluate(axe.source);
  const run = `axe.run(document, { resultTypes: ['violations'], runOnly: ${JSON.stringify(rules)} })`;
  const { violations } = await page.evaluate<AxeResults>(run);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.length} times, as in ${nodes[0]?.html.slice(0, 200)}`);
}

/** Those that colours and room decide. */
export const RULES_OF_LOOK = ['color-contrast', 'target-size', 'scrollable-region-focusable', 'link-in-text-block'];

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** Pages of A4 that the page prints on. */
export async function countPrintedPages(page: Page): Promise<number> {
  const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

/** How far the page can be scrolled sideways, in CSS pixels. */
export function measureOverflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
