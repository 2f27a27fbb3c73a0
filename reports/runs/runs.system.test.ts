/** Opens the page of several runs in a real browser: wide, on a small phone, in the dark, on paper. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  browserWithFolder,
  findViolations,
  isBrowserMissing,
  measureOverflow,
  openPage,
  whyNoBrowser,
} from '../../tests/browser.js';
import { HOSTILE, hostileDocument, simulatedDocument } from '../../tests/simulated-documents.js';
import { renderRunsPage } from './html.js';

describe.skipIf(isBrowserMissing)(`the page of several runs in a browser${whyNoBrowser}`, () => {
  const { folder, browser } = browserWithFolder('twinbench-runs-page-');

  test('asks for nothing, hides nothing from anybody, and does not scroll sideways, whatever the documents hold', async () => {
    const documents = [simulatedDocument({ repetitions: 1 }), hostileDocument()];
    const runs = documents.map((document) => ({ name: HOSTILE, document, verdict: null }));
    const content = renderRunsPage({ runs, leftOut: [{ name: HOSTILE, because: HOSTILE }] });
    const { page, incidents } = await openPage(browser(), path.join(folder, 'report-runs.html'), content);
    expect(await page.locator('#questions tbody tr').count()).toBeGreaterThan(5);
    expect(await page.locator('#figures .drawing').count()).toBeGreaterThan(2);
    await page.setViewportSize({ width: 320, height: 640 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`);
    expect(await measureOverflow(page)).toBe(0);
    expect(await findViolations(page)).toEqual([]);
    expect(incidents).toEqual([]);
    await page.context().close();
  });
});
