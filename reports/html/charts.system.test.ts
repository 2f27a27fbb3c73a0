/** Charts as a reader meets them: without a script, on paper, in forced colours, by keyboard, saved to a file. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { browserWithFolder, isBrowserMissing, type Opened, openPage, PATIENCE, whyNoBrowser } from '../../tests/browser.js';
import { goldenDocument, hostileDocument } from '../../tests/simulated-documents.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { htmlReporter } from './html.js';

/** Run inside the page; as text, because code here is compiled without the browser's types. */
const IN_PAGE = {
  shift: `(() => { globalThis.shift = 0; new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.shift += entry.value;
  }).observe({ type: 'layout-shift' }); })()`,
  readShift: 'globalThis.shift',
  /** Of every shape of a chart in sight: the colours that it is painted with. */
  invisibleMarks: `[...document.querySelectorAll('.drawing use, .drawing .part')].filter((mark) => {
    const { fill, stroke } = getComputedStyle(mark);
    const ground = getComputedStyle(document.body).backgroundColor;
    return [fill, stroke].every((color) => color === 'none' || color === ground);
  }).length`,
  smallTexts: `[...document.querySelectorAll('.drawing text')].filter((text) => text.getBoundingClientRect().height > 0)
    .filter((text) => parseFloat(getComputedStyle(text).fontSize) * (text.getScreenCTM().a) < 11).map((text) => text.textContent)`,
  cutTexts: `[...document.querySelectorAll('.drawing text')].filter((text) => text.getBoundingClientRect().width > 0)
    .filter((text) => text.getBoundingClientRect().right > document.documentElement.clientWidth || text.getBoundingClientRect().left < 0)
    .map((text) => text.textContent)`,
};

describe.skipIf(isBrowserMissing)(`charts in a browser${whyNoBrowser}`, () => {
  const { folder, browser } = browserWithFolder('twinbench-charts-');

  function open(document: ResultsDocument, options?: BrowserContextOptions): Promise<Opened> {
    const [report] = htmlReporter.render(document, { baseName: 'report' });
    return openPage(browser(), path.join(folder, 'report.html'), report?.content ?? '', options);
  }

  test('without a script every bar, point and strip is there', async () => {
    const { page } = await open(goldenDocument(), { javaScriptEnabled: false, viewport: { width: 320, height: 700 } });
    expect(await page.locator('.drawing').count()).toBeGreaterThan(20);
    const box = await page.locator('#time-to-program-parts .part').first().boundingBox();
    expect(box?.height).toBeGreaterThan(10);
    expect(await page.locator('.plot noscript').first().isVisible()).toBe(true);
    await page.context().close();
  });

  test.each([320, 390, 1400])('at %i px no text of a chart is small or cut', async (width) => {
    const { page } = await open(goldenDocument(), { viewport: { width, height: 800 } });
    expect(await page.evaluate(IN_PAGE.smallTexts)).toEqual([]);
    expect(await page.evaluate(IN_PAGE.cutTexts)).toEqual([]);
    await page.context().close();
  });

  test('in forced colours every mark is visible', async () => {
    const { page } = await open(goldenDocument(), { forcedColors: 'active' });
    expect(await page.evaluate(IN_PAGE.invisibleMarks)).toBe(0);
    await page.context().close();
  });

  test('nothing moves when interactive charts are drawn', async () => {
    const { page } = await open(evidenceDocument());
    await page.evaluate(IN_PAGE.shift);
    for (const id of ['starts', 'drift']) {
      await page.locator(`#${id}`).scrollIntoViewIfNeeded();
      await expect.poll(() => page.locator(`#${id} canvas[data-drawn]`).count(), PATIENCE).toBeGreaterThan(0);
    }
    expect(await page.evaluate(IN_PAGE.readShift)).toBeLessThan(0.01);
    await page.context().close();
  });

  test('the limit follows the keyboard and the pointer, and says what share keeps it', async () => {
    const { page, incidents } = await open(goldenDocument());
    const words = await showLimit(page);
    const slider = page.locator('#starts input[type="range"]');
    await slider.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => words(), PATIENCE).toMatch(/Bare process 0\u00a0%/);
    await page.keyboard.press('End');
    await expect.poll(() => words(), PATIENCE).toMatch(/Bare process 100\u00a0% .*Virtual machine \(emulated\) 100\u00a0%/);
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/ms$/);
    await page.locator('#starts canvas').click({ position: { x: 90, y: 100 } });
    await expect.poll(() => words(), PATIENCE).toMatch(/Virtual machine \(emulated\) 0\u00a0%/);
    expect(incidents).toEqual([]);
    await page.context().close();
  });

  test('pointing at a point on a canvas names its trial', async () => {
    const { page } = await open(goldenDocument());
    const canvas = page.locator('#stop-time-order canvas');
    await canvas.scrollIntoViewIfNeeded();
    await expect.poll(() => canvas.getAttribute('data-drawn'), PATIENCE).toBe('true');
    const box = await canvas.boundingBox();
    const bubble = page.locator('.bubble');
    for (let step = 0; step < 400 && (await bubble.textContent()) === ''; step += 1)
      await page.mouse.move((box?.x ?? 0) + 60 + (step % 40) * 8, (box?.y ?? 0) + 20 + Math.floor(step / 40) * 18);
    expect(await bubble.textContent()).toMatch(/^[\d.]+× · block \d+ · trial t\d+$/);
    await page.context().close();
  });

  test.each(['boot-time-order', 'starts', 'stop-time-samples-pooled', 'time-to-program-parts'])(
    '%s is saved as CSV, SVG and PNG',
    async (id) => {
      const { page, incidents } = await open(goldenDocument(), { acceptDownloads: true });
      const save = await openMenu(page, id);
      expect((await save('Data (CSV)')).split('\r\n').length).toBeGreaterThan(3);
      const svg = await save('Picture (SVG)');
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      expect(svg).not.toMatch(/var\(--|<image/);
      expect((svg.match(/<text/g) ?? []).length).toBeGreaterThan(5);
      expect((await save('Picture (PNG)')).slice(1, 4)).toBe('PNG');
      expect(incidents.filter((one) => !one.startsWith('request: blob:') && !one.startsWith('request: data:'))).toEqual([]);
      await page.context().close();
    },
  );

  test('a picture of hostile text is well-formed, and its CSV holds no formula', async () => {
    const { page } = await open(hostileDocument(), { acceptDownloads: true });
    const save = await openMenu(page, 'stop-time-samples-pooled');
    expect(
      await page.evaluate(
        `new DOMParser().parseFromString(${JSON.stringify(await save('Picture (SVG)'))}, 'image/svg+xml').querySelector('parsererror, script, img')`,
      ),
    ).toBeNull();
    expect(await save('Data (CSV)')).not.toMatch(/(^|,)"?[=+@]/m);
    await page.context().close();
  });
});

async function showLimit(page: Page): Promise<() => Promise<string>> {
  await page.locator('#starts').scrollIntoViewIfNeeded();
  await expect.poll(() => page.locator('#starts canvas[data-drawn]').count(), PATIENCE).toBe(1);
  return async () => (await page.locator('#starts .limit p').textContent()) ?? '';
}

/** @returns what presses a button of the figure's menu and reads the file that comes of it */
async function openMenu(page: Page, id: string): Promise<(label: string) => Promise<string>> {
  const figure = page.locator(`figure#${id}`);
  await figure.scrollIntoViewIfNeeded();
  await expect.poll(() => figure.locator('canvas:not([data-drawn])').count(), PATIENCE).toBe(0);
  await figure.locator('.save > summary').press('Enter');
  return async (label) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      figure.getByRole('button', { name: label }).press('Enter'),
    ]);
    return readFileSync(await download.path(), 'latin1');
  };
}
