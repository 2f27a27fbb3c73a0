/** The pictures of the fixed document's page that are kept: its first screens at three widths, light and dark. */
import path from 'node:path';
import { htmlReporter } from '../../reports/html/html.js';
import { evidenceDocument } from '../simulated-evidence.js';
import type { Picture } from './pictures.js';

const SIZES = [
  { width: 1400, height: 2700 },
  { width: 768, height: 2048 },
  { width: 390, height: 2532 },
];
const SCHEMES = ['light', 'dark'] as const;

/** By name. */
export const SHOTS: Readonly<Record<string, Picture>> = Object.fromEntries(
  SIZES.flatMap((size) => SCHEMES.map((colorScheme) => [`${String(size.width)}-${colorScheme}`, { ...size, colorScheme }])),
);

export const KEPT_FOLDER = path.join('tests', 'screenshots', 'kept');

export function renderFixedPage(): string {
  return htmlReporter.render(evidenceDocument(), { baseName: 'report' })[0]?.content ?? '';
}
