/** How long a written page keeps its reader waiting, in the browser that the tests use. */
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findProgram } from '../../bench/host/programs.js';

export interface PageTimes {
  /** Navigation started → the page answers: from then on no frame was late. One per opening. */
  readonly interactiveMs: number[];
  /** The system's colours changed → drawn in the new ones. One per change. */
  readonly themeSwitchMs: number[];
}

const OPENINGS = 5;

/** Run inside the page; as text, because code here is compiled without the browser's types. A frame is late after 50 ms, as with long tasks. */
const IN_PAGE = {
  untilCalm: `new Promise((resolve) => {
    let last = performance.now(), calmSince = last, frames = 0;
    const frame = () => {
      const now = performance.now();
      if (now - last > 50) calmSince = now;
      last = now;
      frames += 1;
      if (now - calmSince > 300 || frames === 600) resolve(calmSince);
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  })`,
  untilDrawn: `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))`,
};

/** @returns undefined where there is no browser */
export async function openInBrowser(file: string): Promise<PageTimes | undefined> {
  const executablePath = process.env['CHROMIUM'] ?? findProgram('chromium');
  if (executablePath === undefined) return undefined;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const times: PageTimes = { interactiveMs: [], themeSwitchMs: [] };
    for (let opening = 0; opening < OPENINGS; opening += 1) await openOnce(browser, file, times);
    return times;
  } finally {
    await browser.close();
  }
}

async function openOnce(browser: Browser, file: string, times: PageTimes): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, colorScheme: 'light', offline: true });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  times.interactiveMs.push(await page.evaluate<number>(IN_PAGE.untilCalm));
  for (const scheme of ['dark', 'light'] as const) times.themeSwitchMs.push(await switchTheme(page, scheme));
  await context.close();
}

async function switchTheme(page: Page, colorScheme: 'dark' | 'light'): Promise<number> {
  const startedMs = performance.now();
  await page.emulateMedia({ colorScheme });
  await page.evaluate(IN_PAGE.untilDrawn);
  return performance.now() - startedMs;
}
