/**
 * `npm run check`: no line of Markdown is wider than a line of code, so that both are read, and compared, in the same window. Tables cannot be
 * broken; what is fenced is quoted as it was printed or is to be typed; reports are as Twinbench writes them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './setup.mjs';

const NOT_OURS = ['node_modules', 'dist', 'results', 'coverage'];
const REPORTS = ['docs/example', 'tests/golden'].map((folder) => path.join(root, folder));
const { formatter } = JSON.parse(readFileSync(path.join(root, 'biome.json'), 'utf8'));

function listMarkdown(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return isOurs(entry.name, file) ? listMarkdown(file) : [];
    return entry.name.endsWith('.md') ? [file] : [];
  });
}

function isOurs(name, folder) {
  return !name.startsWith('.') && !NOT_OURS.includes(name) && !REPORTS.includes(folder);
}

function listWideLines(file) {
  let isFenced = false;
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      const text = line.replace(/^> ?/, '').trimStart();
      if (text.startsWith('```')) isFenced = !isFenced;
      const isWide = [...line].length > formatter.lineWidth && !isFenced && !text.startsWith('|');
      return isWide ? [`${path.relative(root, file)}:${index + 1}: ${[...line].length} characters\n`] : [];
    });
}

const wide = listMarkdown(root).flatMap(listWideLines);
process.stdout.write(wide.join(''));
process.exitCode = wide.length === 0 ? 0 : 1;
