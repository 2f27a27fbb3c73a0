/** What is mounted where, as far as this process sees. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Mount points that are the folder itself or lie below it. @param folder without links in its path */
export function mountsWithin(folder: string): string[] {
  const below = folder.endsWith(path.sep) ? folder : `${folder}${path.sep}`;
  return mountPoints().filter((point) => point === folder || point.startsWith(below));
}

/** Fifth field of each line of /proc/self/mountinfo; see proc(5). */
function mountPoints(): string[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return lines.flatMap((line) => line.split(' ')[4] ?? []).map(unescapeOctal);
}

export function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
