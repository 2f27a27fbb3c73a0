/** The decision aid in a real browser: the form, its state in the address, and what is there without JavaScript. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Requirements } from '../../bench/contract/requirements.js';
import { browserWithFolder, isBrowserMissing, PATIENCE, whyNoBrowser } from '../../tests/browser.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { htmlReporter } from '../html/html.js';
import { collectFacts } from './facts.js';
import { PRESETS } from './presets.js';
import { viewRecommendation } from './view.js';

const document = evidenceDocument('kvm');
const facts = collectFacts(document);
const SANDBOX = PRESETS.find(({ id }) => id === 'sandbox')?.requirements;
const titleFor = (wanted: Requirements) => `${viewRecommendation(facts, wanted).title}.`;

/** Run inside the page; as text, because code here is compiled without the browser's types. */
const IN_PAGE = {
  sidewaysOverflow: 'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  distanceToTop: `Math.abs(document.getElementById('decision').getBoundingClientRect().top)`,
  unlabelled: `[...document.querySelectorAll('#decision input, #decision select')].filter(({ labels }) => labels.length === 0).length`,
};

describe.skipIf(isBrowserMissing)(`the decision aid in a browser${whyNoBrowser}`, () => {
  const { folder, browser } = browserWithFolder('twinbench-decision-');

  async function open(
    fragment = '',
    options: BrowserContextOptions = {},
    requirements?: Requirements,
  ): Promise<{ page: Page; incidents: string[] }> {
    const [report] = htmlReporter.render(document, { baseName: 'report', requirements });
    const file = path.join(folder, requirements === undefined ? 'report.html' : 'asked.html');
    writeFileSync(file, report?.content ?? '');
    const context = await browser().newContext({ viewport: { width: 1400, height: 900 }, ...options, offline: true });
    const page = await context.newPage();
    const incidents: string[] = [];
    page.on('console', (message) => incidents.push(message.text()));
    page.on('pageerror', (error) => incidents.push(error.message));
    await page.goto(`${pathToFileURL(file).href}${fragment}`);
    return { page, incidents };
  }

  const title = (page: Page) => page.locator('#recommendation .recommendation-title').textContent();
  const answer = (page: Page) => page.locator('#recommendation').textContent();

  test('a usual case is answered, stands in the address, and a page loaded again from there says the same', async () => {
    const { page, incidents } = await open();
    expect(await title(page)).toBe(titleFor(PRESETS[0]?.requirements ?? {}));
    await page.getByRole('button', { name: SANDBOX?.title ?? '' }).click();
    expect(await title(page)).toBe('Take a virtual machine.');
    expect(page.url()).toContain('#decide=');
    expect(page.url()).toContain('untrustedCode:yes');
    const before = await answer(page);
    await page.reload();
    expect(await answer(page)).toBe(before);
    expect(await page.getByLabel('The code that runs').inputValue()).toBe('yes');
    expect(await page.locator('.presets button[aria-pressed="true"]').allTextContents()).toEqual([SANDBOX?.title]);
    expect(incidents).toEqual([]);
    await page.context().close();
  });

  test('what is typed is answered by keyboard alone, and said once', async () => {
    const { page, incidents } = await open('#decide=nothing');
    await page.getByLabel('The code that runs').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => title(page), PATIENCE).toBe('Take a virtual machine.');
    await page.getByLabel('Longest acceptable time to the program').focus();
    await page.keyboard.type('0.1');
    await expect.poll(() => title(page), PATIENCE).toBe(titleFor({ untrustedCode: true, maxStartSeconds: 0.1 }));
    expect(await page.locator('#decision [role="status"]').textContent()).toBe(
      titleFor({ untrustedCode: true, maxStartSeconds: 0.1 }).slice(0, -1),
    );
    await page.keyboard.press('Enter');
    expect(await page.evaluate(IN_PAGE.unlabelled)).toBe(0);
    expect(incidents).toEqual([]);
    await page.context().close();
  });

  test('a number that cannot be is named at its input, and the answer stays', async () => {
    const { page } = await open('#decide=untrustedCode:yes');
    const before = await answer(page);
    const input = page.getByLabel('Instances at once on one host');
    await input.fill('0.5');
    await expect.poll(() => input.getAttribute('aria-invalid'), PATIENCE).toBe('true');
    expect(await page.locator('#decide-instancesPerHost-wrong').textContent()).toBe('a whole number from 1 to 100000');
    expect(await answer(page)).toBe(before);
    await page.context().close();
  });

  test('a link shows its answer; what nobody can ask for is left out', async () => {
    const { page, incidents } = await open('#decide=untrustedCode:yes,startsPerHour:-5,hostCpus:1e999,__proto__:1,x');
    expect(await title(page)).toBe(titleFor({ untrustedCode: true }));
    await expect.poll(() => page.evaluate<number>(IN_PAGE.distanceToTop), PATIENCE).toBeLessThan(80);
    expect(incidents).toEqual([]);
    await page.context().close();
  });

  test('begins with what was asked on the command line', async () => {
    const asked = { title: 'Shop <b>', operatingSystem: 'other-kernel', hostPricePerMonth: 100 } as const;
    const { page } = await open('', {}, asked);
    expect(await title(page)).toBe('Take a virtual machine.');
    expect(await page.getByLabel('Price of a host for a month').inputValue()).toBe('100');
    expect(await page.locator('.presets button[aria-pressed="true"]').allTextContents()).toEqual(['Shop <b>']);
    await page.context().close();
  });

  test('without JavaScript the usual cases and what was asked are there, word for word the same', async () => {
    const asked = { title: 'Shop', ...SANDBOX, hostPricePerMonth: 100 };
    const { page: plain } = await open('', { javaScriptEnabled: false }, asked);
    const { page } = await open('', {}, asked);
    const words = async (shown: Page) =>
      ((await shown.locator('#recommendation .recommendation').textContent()) ?? '').replace(/\s+/g, '');
    expect(await words(plain)).toBe(await words(page));
    expect(await plain.locator('.cases > details > summary').allTextContents()).toEqual(
      PRESETS.map(({ requirements }) => `${requirements.title}: ${viewRecommendation(facts, requirements).title}`),
    );
    expect(await plain.locator('form').isVisible()).toBe(false);
    expect(await page.locator('.cases').isVisible()).toBe(false);
    await plain.context().close();
    await page.context().close();
  });

  test('fits 320 pixels', async () => {
    const { page } = await open('#decide=untrustedCode:yes,instancesPerHost:50,hostPricePerMonth:120', {
      viewport: { width: 320, height: 640 },
    });
    expect(await page.evaluate(IN_PAGE.sidewaysOverflow)).toBe(0);
    await page.context().close();
  });
});
