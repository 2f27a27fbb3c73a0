/** Whether two pictures of a page show the same. */
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

export interface Comparison {
  /** Pixels that differ by more than antialiasing and a kept palette can. */
  readonly differing: number;
  /** A PNG: what differs in red, the rest pale. Absent where the sizes differ. */
  readonly difference?: Buffer;
  /** In words; '' where they show the same. */
  readonly because: string;
}

/** Of the perceived difference between black and white (pixelmatch's measure). A colour that is exchanged for its neighbour in a scale is beyond it. */
const COLOR_THRESHOLD = 0.06;
/** The mark of a verdict has some hundred pixels; another release of the browser may draw single ones otherwise. */
const MAX_DIFFERING = 60;

export function comparePictures(actual: Buffer, kept: Buffer): Comparison {
  const [left, right] = [PNG.sync.read(actual), PNG.sync.read(kept)];
  const { width, height } = right;
  if (left.width !== width || left.height !== height) {
    const because = `it is ${formatSize(left)} instead of ${formatSize(right)} pixels`;
    return { differing: Math.abs(left.width * left.height - width * height), because };
  }
  const shown = new PNG({ width, height });
  const differing = pixelmatch(left.data, right.data, shown.data, width, height, { threshold: COLOR_THRESHOLD });
  const because = differing > MAX_DIFFERING ? `${String(differing)} pixels differ` : '';
  return { differing, difference: PNG.sync.write(shown), because };
}

function formatSize({ width, height }: PNG): string {
  return `${String(width)} × ${String(height)}`;
}
