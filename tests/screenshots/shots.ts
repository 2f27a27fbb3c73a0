/** The pictures of the fixed document's page that are kept: its first screens at three widths, and two of its charts, light and dark. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { htmlReporter } from '../../reports/html/html.js';
import { evidenceDocument } from '../simulated-evidence.js';
import type { Picture } from './pictures.js';

const SCREENS: Readonly<Record<string, Omit<Picture, 'colorScheme'>>> = {
  '1400': { width: 1400, height: 2700 },
  '768': { width: 768, height: 2048 },
  '390': { width: 390, height: 2532 },
  '1400-boot': { width: 1400, height: 1800, from: 'boot' },
  '390-memory': { width: 390, height: 1688, from: 'memory' },
};

/** By name. */
export const SHOTS: Readonly<Record<string, Picture>> = Object.fromEntries(
  Object.entries(SCREENS).flatMap(([name, screen]) => [
    [`${name}-light`, { ...screen, colorScheme: 'light' }],
    [`${name}-dark`, { ...screen, colorScheme: 'dark' }],
  ]),
);

export const KEPT_FOLDER = path.join('tests', 'screenshots', 'kept');

/** Major version of the Chromium that drew them: another draws text and edges otherwise, on every picture. */
export const RELEASE_FILE = path.join(KEPT_FOLDER, 'chromium-release');

export function readKeptRelease(): string {
  return readFileSync(RELEASE_FILE, 'utf8').trim();
}

export function renderFixedPage(): string {
  return htmlReporter.render(evidenceDocument(), { baseName: 'report' })[0]?.content ?? '';
}
