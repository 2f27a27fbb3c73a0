/** The page looks as it did: pictures of one fixed document against the kept ones. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { browserWithFolder, findBrowserRelease, isBrowserMissing, whyNoBrowser } from '../browser.js';
import { comparePictures } from './compare.js';
import { launchSteadyBrowser, type Picture, takePicture } from './pictures.js';
import { KEPT_FOLDER, readKeptRelease, renderFixedPage, SHOTS } from './shots.js';

/** Not committed; what differs is looked at there. */
const FAILURES = path.join('results', 'screenshots');

const [release, keptRelease] = [await findBrowserRelease(), readKeptRelease()];
const isOtherRelease = release !== keptRelease;
const whyNotCompared = isOtherRelease
  ? ` (skipped: Chromium ${String(release)} draws otherwise than ${keptRelease}, which drew the kept ones; npm run screenshots:record)`
  : '';

describe.skipIf(isBrowserMissing)(`pictures of the page${whyNoBrowser}`, () => {
  const { folder, browser } = browserWithFolder('twinbench-screenshots-', launchSteadyBrowser);

  const html = renderFixedPage();
  const take = (shot: Picture, style?: string) => takePicture(browser(), path.join(folder, 'report.html'), html, shot, style);

  test.skipIf(isOtherRelease).each(Object.entries(SHOTS))(
    `%s: shows what the kept one shows${whyNotCompared}`,
    async (name, shot) => {
      const picture = await take(shot);
      const { because, difference } = comparePictures(picture, readKept(name));
      expect(because === '' ? '' : `${because}; ${keepFailure(name, picture, difference)}`).toBe('');
    },
  );

  const small: Picture = { width: 390, height: 844, colorScheme: 'light' };
  let unchanged: Buffer | undefined;

  /** One after the other, for both are opened from the same file. */
  async function compareChanged(style: string): Promise<string> {
    unchanged ??= await take(small);
    return comparePictures(await take(small, style), unchanged).because;
  }

  test.each([
    ['the title in another colour', 'h1 { color: #7a1f1f }'],
    ['all of the page four pixels lower', 'main { padding-top: 4px }'],
    ['links without their colour', 'a { color: inherit !important }'],
    ['a line of text left out', 'h1 { visibility: hidden }'],
  ])('%s is seen', async (_, style) => {
    expect(await compareChanged(style)).toMatch(/^\d+ pixels differ$/);
  });

  test('what is drawn a little fainter is not', async () => {
    expect(await compareChanged('main { opacity: 0.99 }')).toBe('');
  });

  function keepFailure(name: string, picture: Buffer, difference: Buffer | undefined): string {
    mkdirSync(FAILURES, { recursive: true });
    writeFileSync(path.join(FAILURES, `${name}.png`), picture);
    const shown = path.join(FAILURES, difference === undefined ? `${name}.png` : `${name}-difference.png`);
    if (difference !== undefined) writeFileSync(shown, difference);
    return [
      `look at ${shown}, beside ${path.join(KEPT_FOLDER, `${name}.png`)}.`,
      'If the change is meant: npm run screenshots:record.',
    ].join(' ');
  }
});

function readKept(name: string): Buffer {
  return readFileSync(path.join(KEPT_FOLDER, `${name}.png`));
}
