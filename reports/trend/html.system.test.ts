/** Opens trend pages in a real browser: from disk, offline, with console and requests watched. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrendDocument } from '../../bench/contract/trend.js';
import { hostileTrend, syntheticTrend } from '../../tests/trend-documents.js';
import { renderTrendPage } from './html.js';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const isMissing = !existsSync(executablePath);
const PATIENCE = { timeout: 30_000 };

describe.skipIf(isMissing)(
  `the trend page in a browser${isMissing ? ` (skipped: no browser at ${executablePath}; set CHROMIUM)` : ''}`,
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'twinbench-trend-'));
    let browser: Browser;

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    });

    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function open(
      document: TrendDocument,
      options: BrowserContextOptions = {},
    ): Promise<{ page: Page; incidents: string[] }> {
      const file = path.join(folder, 'trend.html');
      writeFileSync(file, renderTrendPage(document));
      const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options, offline: true });
      const page = await context.newPage();
      const incidents: string[] = [];
      page.on('console', (message) => incidents.push(`console: ${message.text()}`));
      page.on('pageerror', (error) => incidents.push(`error: ${error.message}`));
      page.on('request', (request) => {
        if (request.url() !== pathToFileURL(file).href) incidents.push(`request: ${request.url()}`);
      });
      await page.goto(pathToFileURL(file).href);
      await expect.poll(() => page.locator('canvas:not([data-drawn])').count(), PATIENCE).toBe(0);
      return { page, incidents };
    }

    test.each([
      ['many runs', () => syntheticTrend(900)],
      ['three runs', () => syntheticTrend(3)],
      ['no runs', () => ({ ...syntheticTrend(1), runs: [], series: [] })],
      ['hostile text', hostileTrend],
    ])('%s: no message, no request, no sideways scrolling when narrow and dark', async (_, make) => {
      const { page, incidents } = await open(make(), { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
      await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`);
      expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
      expect(incidents).toEqual([]);
      await page.context().close();
    });

    test('hostile text is text', async () => {
      const { page } = await open(hostileTrend());
      expect(await page.title()).toBe('What changed, and when? – Twinbench');
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.locator('script').count()).toBe(3);
      expect(await page.locator('#skipped').textContent()).toContain("</script><script>document.title='taken'</script>");
      await page.context().close();
    });

    test('the choice narrows what is in sight, an alarm leads to its figure', async () => {
      const { page, incidents } = await open(syntheticTrend(150));
      const inSight = () => page.locator('figure[data-metric]:not([hidden])').count();
      const all = await inSight();
      await page.selectOption('#filter-environment', 'vm');
      expect(await inSight()).toBe(all / 3);
      await page.selectOption('#filter-metric', 'stop-time');
      expect(await inSight()).toBe(1);
      expect(await page.locator('#filter-status').textContent()).toBe('1 shown');
      await page.locator('#alarms a', { hasText: 'Boot time, vm' }).click();
      await expect
        .poll(() => page.locator('figure[data-metric="boot-time"][data-environment="vm"]').isVisible(), PATIENCE)
        .toBe(true);
      await page.selectOption('#filter-environment', '');
      await page.check('#filter-alarms');
      expect(await inSight()).toBe(await page.locator('figure[data-alarm="true"]').count());
      expect(incidents).toEqual([]);
      await page.context().close();
    });
  },
);
