/** Pictures of a page that come out alike wherever the same release of the browser runs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { PNG } from 'pngjs';
import { launchBrowser } from '../browser.js';
import { encodePalettePng } from './palette-png.js';

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
  /** Id of what it begins with; the page's top when absent. */
  readonly from?: string;
}

const STEADY_DRAWING = [
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--disable-font-subpixel-positioning',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
];
const STEADY_STYLE = `*, ::before, ::after {
  font-family: "DejaVu Sans", sans-serif !important;
  animation: none !important; transition: none !important; caret-color: transparent !important;
}`;
const STEADY_PAGE = { deviceScaleFactor: 1, reducedMotion: 'reduce', bypassCSP: true, offline: true } as const;

/** Run inside the page; as text, because code here is compiled without the browser's types. Charts in sight are drawn within some frames. */
const UNTIL_DRAWN = `new Promise((resolve) => {
  let calm = 0;
  const inSight = (canvas) => {
    const { top, bottom } = canvas.getBoundingClientRect();
    return canvas.offsetParent !== null && top < innerHeight && bottom > 0;
  };
  const frame = () => {
    const waiting = [...document.querySelectorAll('canvas:not([data-drawn])')].filter(inSight);
    calm = waiting.length === 0 ? calm + 1 : 0;
    if (calm > 10) document.fonts.ready.then(resolve);
    else requestAnimationFrame(frame);
  };
  frame();
})`;

export function launchSteadyBrowser(): Promise<Browser> {
  return launchBrowser(STEADY_DRAWING);
}

/**
 * A PNG in full colour.
 * @param file where the page is written to, to be opened from there
 * @param extraStyle rules that change the page, to see that it shows
 */
export async function takePicture(
  browser: Browser,
  file: string,
  html: string,
  { width, height, colorScheme, from = '' }: Picture,
  extraStyle = '',
): Promise<Buffer> {
  writeFileSync(
    file,
    html.replace('</head>', () => `<style>${STEADY_STYLE}${extraStyle}</style></head>`),
  );
  // As high as the picture, so that what is drawn when it comes into sight is drawn.
  const context = await browser.newContext({ ...STEADY_PAGE, viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  await page.goto(`${pathToFileURL(file).href}#${from}`);
  await page.evaluate(UNTIL_DRAWN);
  const picture = await page.screenshot({ animations: 'disabled' });
  await context.close();
  return picture;
}

/** Small files, of at most 256 colours, in the order of `pictures`. */
export async function takePictures(html: string, pictures: readonly Picture[]): Promise<Buffer[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'twinbench-pictures-'));
  const browser = await launchSteadyBrowser();
  try {
    const taken: Buffer[] = [];
    for (const picture of pictures) {
      const full = await takePicture(browser, path.join(folder, 'report.html'), html, picture);
      taken.push(encodePalettePng(PNG.sync.read(full)));
    }
    return taken;
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}
