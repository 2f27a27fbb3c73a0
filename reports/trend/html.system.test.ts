/** Opens trend pages in a real browser: from disk, offline, with console and requests watched. */
import path from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { TrendDocument } from '../../bench/contract/trend.js';
import { browserWithFolder, isBrowserMissing, type Opened, openPage, PATIENCE, whyNoBrowser } from '../../tests/browser.js';
import { hostileTrend, simulateTrend } from '../../tests/trend-documents.js';
import { renderTrendPage } from './html.js';

describe.skipIf(isBrowserMissing)(`the trend page in a browser${whyNoBrowser}`, () => {
  const { folder, browser } = browserWithFolder('twinbench-trend-');

  function open(document: TrendDocument, options?: BrowserContextOptions): Promise<Opened> {
    return openPage(browser(), path.join(folder, 'trend.html'), renderTrendPage(document), options);
  }

  test.each([
    ['many runs', () => simulateTrend(900)],
    ['three runs', () => simulateTrend(3)],
    ['no runs', () => ({ ...simulateTrend(1), runs: [], series: [] })],
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
    const { page, incidents } = await open(simulateTrend(150));
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
});
