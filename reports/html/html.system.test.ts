/** Opens written reports in a real browser: from disk, offline, with its console and its requests watched. */
import path from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { ResultsDocument } from '../../bench/contract/document.js';
import {
  browserWithFolder,
  drawAllCharts,
  isBrowserMissing,
  measureOverflow,
  type Opened,
  openPage,
  PATIENCE,
  whyNoBrowser,
} from '../../tests/browser.js';
import { hostileEvidence } from '../../tests/evidence-variants.js';
import {
  documentWithoutVm,
  goldenDocument,
  HOSTILE,
  hostileDocument,
  simulatedDocument,
} from '../../tests/simulated-documents.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { htmlReporter } from './html.js';

/** Run inside the page; as text, because code here is compiled without the browser's types. */
const IN_PAGE = {
  /** Ids of charts in sight on which nothing was painted. */
  blankCharts: `[...document.querySelectorAll('canvas')]
    .filter((canvas) => canvas.offsetParent !== null)
    .filter((canvas) => !canvas.getContext('2d').getImageData(0, 0, canvas.width || 1, canvas.height || 1).data.some((channel) => channel !== 0))
    .map((canvas) => canvas.dataset.chart)`,
  openAll: `for (const details of document.querySelectorAll('details')) details.open = true`,
  gapFromAlertToFigure: `document.querySelector('main .figure').getBoundingClientRect().top - document.querySelector('.alert').getBoundingClientRect().bottom`,
  look: `[getComputedStyle(document.body).backgroundColor, document.querySelector('canvas').toDataURL()]`,
  focused: `document.activeElement.textContent`,
};

describe.skipIf(isBrowserMissing)(`the HTML report in a browser${whyNoBrowser}`, () => {
  const { folder, browser } = browserWithFolder('twinbench-report-');

  function open(document: ResultsDocument, options?: BrowserContextOptions): Promise<Opened> {
    const [report] = htmlReporter.render(document, { baseName: 'report' });
    return openPage(browser(), path.join(folder, 'report.html'), report?.content ?? '', options);
  }

  const documents: Record<string, () => ResultsDocument> = {
    golden: goldenDocument,
    'under KVM': () => simulatedDocument({ accelerator: 'kvm', repetitions: 10 }),
    'one repetition': () => simulatedDocument({ repetitions: 1, failEvery: 1000 }),
    'without a VM': documentWithoutVm,
    'every VM trial failed': () => simulatedDocument({ repetitions: 2, failEvery: 1 }),
    hostile: hostileDocument,
    'with all evidence': evidenceDocument,
    'with hostile evidence': () => hostileEvidence(HOSTILE),
  };

  test.each(Object.entries(documents))(
    '%s: every chart painted, no message, no request; narrow and opened it does not scroll sideways',
    async (_, make) => {
      const { page, incidents } = await open(make());
      expect(await page.locator('.chart').count()).toBeGreaterThan(20);
      await drawAllCharts(page);
      expect(await page.evaluate(IN_PAGE.blankCharts)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 640 });
      await page.evaluate(IN_PAGE.openAll);
      expect(await measureOverflow(page)).toBe(0);
      expect(incidents).toEqual([]);
      await page.context().close();
    },
  );

  test('hostile text is text: nothing ran, nothing was added, it can be read', async () => {
    const { page } = await open(hostileDocument());
    expect(await page.title()).toContain('</script><script>');
    expect(await page.title()).toMatch(/ – Twinbench report$/);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('script:not([type])').count()).toBe(1);
    expect(await page.locator('#warnings').textContent()).toContain("</script><script>document.title='taken'</script>");
    expect(await page.locator('#warnings').textContent()).toContain('{y} $& \\u{2028} \\u{202e}');
    expect(await page.locator('#failed').textContent()).toContain(HOSTILE.slice(0, 40));
    await page.context().close();
  });

  test('an emulated guest is named before the first figure; charts have descriptions, tables are reached by keyboard, points name their trial', async () => {
    const { page } = await open(goldenDocument());
    expect(await page.evaluate(IN_PAGE.gapFromAlertToFigure)).toBeGreaterThan(0);
    const charts = await page.locator('.chart[role="img"][aria-label]:not([aria-label=""])').count();
    expect(charts).toBe(await page.locator('.chart').count());
    expect(await page.locator('.scroll[tabindex="0"][aria-label]').count()).toBe(await page.locator('.scroll').count());
    await page.keyboard.press('Tab');
    expect(await page.evaluate(IN_PAGE.focused)).toBe('Skip to the results');
    await page.locator('#stop-time-samples-pooled use').nth(3).hover({ force: true });
    await expect.poll(() => page.locator('.bubble').textContent(), PATIENCE).toMatch(/ms · block \d+ · trial t\d+$/);
    await page.context().close();
  });

  test('dark follows the system, charts too, and back', async () => {
    const { page, incidents } = await open(goldenDocument(), { colorScheme: 'light' });
    await page.locator('canvas').first().scrollIntoViewIfNeeded();
    await expect.poll(() => page.locator('canvas').first().getAttribute('data-drawn'), PATIENCE).toBe('true');
    const look = () => page.evaluate<[string, string]>(IN_PAGE.look);
    const [lightPage, lightChart] = await look();
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(async () => (await look())[1], PATIENCE).not.toBe(lightChart);
    expect((await look())[0]).not.toBe(lightPage);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(look, PATIENCE).toEqual([lightPage, lightChart]);
    expect(incidents).toEqual([]);
    await page.context().close();
  });

  test('what calibration, scenarios and noise found stands in the page, each in its section', () => {
    const [report] = htmlReporter.render(evidenceDocument(), { baseName: 'report' });
    const sections = new Map((report?.content ?? '').split('<section ').map((one) => [/^id="([^"]+)"/.exec(one)?.[1], one]));
    for (const id of ['density', 'elasticity', 'calibration', 'noise']) {
      expect(sections.get(id)).toContain('<table');
      expect(sections.get(id)?.match(/class="chart"/g)).toHaveLength(1);
    }
    expect(sections.get('headline')).toContain('<abbr title=');
  });

  test('a default run of 240 trials stays below 3 MB', () => {
    const [report] = htmlReporter.render(simulatedDocument({ repetitions: 10 }), { baseName: 'report' });
    expect(report?.path).toBe('report.html');
    expect(Buffer.byteLength(report?.content ?? '')).toBeLessThan(3_000_000);
  });
});
