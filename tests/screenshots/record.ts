/** `npm run screenshots:record`: takes the pictures that are kept anew; after a change of the page that is meant. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findBrowserRelease } from '../browser.js';
import { takePictures } from './pictures.js';
import { KEPT_FOLDER, RELEASE_FILE, renderFixedPage, SHOTS } from './shots.js';

const pictures = await takePictures(renderFixedPage(), Object.values(SHOTS));
mkdirSync(KEPT_FOLDER, { recursive: true });
writeFileSync(RELEASE_FILE, `${(await findBrowserRelease()) ?? ''}\n`);
for (const [index, name] of Object.keys(SHOTS).entries()) {
  const file = path.join(KEPT_FOLDER, `${name}.png`);
  const picture = pictures[index] ?? Buffer.alloc(0);
  writeFileSync(file, picture);
  process.stdout.write(`${file}: ${String(Math.round(picture.length / 1000))} kB\n`);
}
