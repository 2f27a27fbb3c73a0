/** The report as its readers use it: on a wide screen, a phone and paper, without a script, by keyboard, in forced colours. */
import path from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { ResultsDocument } from '../../bench/contract/document.js';
import {
  browserWithFolder,
  countPrintedPages,
  drawAllCharts,
  findViolations,
  isBrowserMissing,
  measureOverflow,
  type Opened,
  openPage,
  PATIENCE,
  RULES_OF_LOOK,
  whyNoBrowser,
} from '../../tests/browser.js';
import { goldenDocument, simulatedDocument } from '../../tests/simulated-documents.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { htmlReporter } from './html.js';

const WIDE = { width: 1400, height: 900 };
const PHONE = { width: 390, height: 844 };
const MAX_PRINTED_PAGES = 6;
const MAX_PAGE_BYTES = 600_000;
const MAX_LANDING_PX = 80;

/** Run inside the page; as text, because code here is compiled without the browser's types. */
const IN_PAGE = {
  firstFigure: `document.querySelector('main .figure').getBoundingClientRect().bottom`,
  title: `document.querySelector('h1').getBoundingClientRect().bottom`,
  sections: `[...document.querySelectorAll('main section[id]')].map(({ id }) => id)`,
  distance: (id: string) => `Math.abs(document.getElementById(${JSON.stringify(id)}).getBoundingClientRect().top)`,
  /** A section near the end of the page cannot reach the top. */
  isAtEnd: `innerHeight + scrollY >= document.documentElement.scrollHeight - 2`,
  unseenMarkers: `[...document.querySelectorAll('main :is(.marker, .shade)')].filter((one) => one.offsetParent !== null).filter((one) => {
    const { backgroundColor, forcedColorAdjust, width } = getComputedStyle(one);
    return forcedColorAdjust !== 'none' || backgroundColor === getComputedStyle(document.body).backgroundColor || parseFloat(width) === 0;
  }).length`,
  unreachableValues: `[...document.querySelectorAll('figure')].filter((figure) => figure.querySelector('table') === null && figure.closest('section').querySelector('table') === null).map(({ id }) => id)`,
  hiddenRows: `document.querySelectorAll('tbody tr.filtered-out').length`,
};

/** Without the VM, the workload json and what is not decided. */
const LEFT_OUT = [
  '#answer [data-environment="vm"]:visible',
  '#headline [data-slot="2"]:visible',
  '#workloads .drawing [data-slot="2"]:visible',
  'figure[data-workload="json"]:visible',
  'tr[data-about*="json"]:visible',
  '[data-verdict="open"]:visible',
];
const IN_SIGHT = ['#answer [data-environment="container"]:visible', '#workloads .drawing [data-slot="1"]:visible'];

describe.skipIf(isBrowserMissing)(`the page of a report as it is used${whyNoBrowser}`, () => {
  const { folder, browser } = browserWithFolder('twinbench-page-');
  const emulated = render(goldenDocument());

  function open(content: string, options?: BrowserContextOptions, fragment = ''): Promise<Opened> {
    return openPage(browser(), path.join(folder, 'report.html'), content, options, fragment);
  }

  test('the title and the first figure are in the first screen, above 500 px, wide and on a phone', async () => {
    const { page } = await open(emulated);
    for (const viewport of [WIDE, PHONE]) {
      await page.setViewportSize(viewport);
      expect(await page.evaluate(IN_PAGE.title), `at ${viewport.width} px`).toBeLessThan(500);
      expect(await page.evaluate(IN_PAGE.firstFigure), `at ${viewport.width} px`).toBeLessThan(500);
    }
    await page.context().close();
  });

  test('a link to a section lands on it, wide and on a phone, opened anew or followed', async () => {
    const { page } = await open(emulated, { reducedMotion: 'reduce' });
    const ids = await page.evaluate<string[]>(IN_PAGE.sections);
    expect(ids.length).toBeGreaterThan(8);
    for (const viewport of [WIDE, PHONE]) {
      await page.setViewportSize(viewport);
      for (const id of ids) {
        await page.evaluate(`location.hash = ${JSON.stringify(id)}`);
        await expect.poll(() => hasLanded(page, id), { ...PATIENCE, message: `${id} at ${viewport.width} px` }).toBe(true);
      }
    }
    await page.context().close();
    const { page: anew } = await open(emulated, { viewport: PHONE }, '#memory&hide=environment:bare');
    await expect.poll(() => hasLanded(anew, 'memory'), PATIENCE).toBe(true);
    await anew.context().close();
  });

  async function hasLanded(page: Opened['page'], id: string): Promise<boolean> {
    const distance = await page.evaluate<number>(IN_PAGE.distance(id));
    return distance <= MAX_LANDING_PX || (await page.evaluate<boolean>(IN_PAGE.isAtEnd));
  }

  test('prints on few pages, and on many where everything is asked for; nothing is wider than the paper', async () => {
    const { page } = await open(emulated);
    await drawAllCharts(page);
    expect(await countPrintedPages(page)).toBeLessThanOrEqual(MAX_PRINTED_PAGES);
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 695, height: 980 });
    expect(await measureOverflow(page)).toBe(0);
    await page.context().close();
    const { page: whole } = await open(emulated, {}, '#print=all');
    expect(await countPrintedPages(whole)).toBeGreaterThan(MAX_PRINTED_PAGES);
    await whole.context().close();
  });

  test('without a script every answer, table and static chart is there, and no control that would do nothing', async () => {
    const { page } = await open(emulated, { javaScriptEnabled: false });
    const { page: scripted } = await open(emulated);
    for (const selector of ['main [id^="answer-"]', 'main table', 'main tbody tr', 'main .drawing', 'main .figure'])
      expect(await page.locator(selector).count(), selector).toBe(await scripted.locator(selector).count());
    expect(await page.locator('main .figure').first().isVisible()).toBe(true);
    expect(await page.locator('.tools, .sort, .anchor, .table-tools').count()).toBe(0);
    expect(await scripted.locator('.tools, .sort, .anchor, .table-tools').count()).toBeGreaterThan(50);
    await page.context().close();
    await scripted.context().close();
  });

  test('in forced colours every marker and swatch can be seen', async () => {
    const { page } = await open(emulated, { forcedColors: 'active' });
    expect(await page.locator('.marker').count()).toBeGreaterThan(10);
    expect(await page.evaluate(IN_PAGE.unseenMarkers)).toBe(0);
    await page.context().close();
  });

  test('axe-core finds nothing, best practice included, and in the dark on a phone nothing of what depends on the look', async () => {
    const { page, incidents } = await open(render(evidenceDocument()));
    expect(await findViolations(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findViolations(page, RULES_OF_LOOK)).toEqual([]);
    expect(incidents).toEqual([]);
    await page.context().close();
  });

  test('every value of a chart is in a table, and a small screen does not scroll sideways', async () => {
    const { page } = await open(emulated, { viewport: { width: 320, height: 640 } });
    expect(await page.evaluate(IN_PAGE.unreachableValues)).toEqual([]);
    await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`);
    expect(await measureOverflow(page)).toBe(0);
    await page.context().close();
  });

  test('what is filtered and sorted stands in the address, and a link reproduces it', async () => {
    const { page } = await open(emulated);
    await page.locator('.tools > summary').click();
    await page.locator('.filter label', { hasText: 'Virtual machine' }).click();
    await page.locator('.filter label', { hasText: 'JSON' }).click();
    await page.locator('.filter label', { hasText: 'not decided' }).click();
    for (const seen of IN_SIGHT) expect(await page.locator(seen).count(), seen).toBeGreaterThan(0);
    for (const left of LEFT_OUT) expect(await page.locator(left).count(), left).toBe(0);
    const hidden = await page.evaluate<number>(IN_PAGE.hiddenRows);
    expect(hidden).toBeGreaterThan(0);
    await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`);
    const head = page.locator('#method th:has(.sort)').first();
    await head.locator('.sort').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    const firstRow = await page.locator('#method tbody tr').first().textContent();
    await page.reload();
    expect(await page.evaluate<number>(IN_PAGE.hiddenRows)).toBe(hidden);
    expect(await page.locator('#method th:has(.sort)').first().getAttribute('aria-sort')).toBe('ascending');
    expect(await page.locator('#method tbody tr').first().textContent()).toBe(firstRow);
    await page.context().close();
  });

  test('a table is copied as Markdown and CSV', async () => {
    const { page } = await open(emulated, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`);
    await page.locator('#method .table-tools button', { hasText: 'Copy Markdown' }).first().click();
    await expect.poll(() => page.locator('.status-line').textContent(), PATIENCE).toContain('copied as Markdown');
    expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^\*\*.+\*\*\n\n\| .* \|\n\|( :-- \|)+\n/);
    await page.context().close();
  });

  test('a run of 75 trials is a page of at most 600 KB', () => {
    expect(Buffer.byteLength(render(simulatedDocument({ repetitions: 3 })))).toBeLessThanOrEqual(MAX_PAGE_BYTES);
  });
});

function render(document: ResultsDocument): string {
  return htmlReporter.render(document, { baseName: 'report' })[0]?.content ?? '';
}
