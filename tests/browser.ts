/** Pages in a real browser: from disk, offline, with console and requests watched. */
import { existsSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

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
): Promise<Opened> {
  writeFileSync(file, content);
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options, offline: true });
  const page = await context.newPage();
  const incidents: string[] = [];
  page.on('console', (message) => incidents.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => incidents.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href) incidents.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  await expect.poll(() => page.evaluate(WAITING_IN_VIEW), PATIENCE).toBe(0);
  return { page, incidents };
}
