/** The last lines of a terminal, while something goes on: they are written over, and every other message stands above them. */
import type { Stream } from './screen.js';

/** Where messages go; `isTTY` decides on rewriting. */
export interface Screen extends Stream {
  write(text: string): unknown;
}

let shown: { readonly screen: Screen; readonly lines: number } | undefined;

/** In place of those before. They must not be wider than the screen. */
export function showLive(screen: Screen, lines: readonly string[]): void {
  clearLive();
  screen.write(lines.join('\n'));
  shown = { screen, lines: lines.length };
}

/** Leaves the cursor where they began. */
export function clearLive(): void {
  if (shown === undefined) return;
  shown.screen.write(`\r\u001b[K${'\u001b[1A\u001b[K'.repeat(shown.lines - 1)}`);
  shown = undefined;
}
