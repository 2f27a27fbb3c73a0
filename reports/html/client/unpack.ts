/** Chart.js lies packed in the page: it is a third of its size, and of the charts that need it most are far down. */
import type { Draw } from './charting.js';

declare global {
  /** Set by the packed script. */
  var drawTwinbenchChart: Draw | undefined;
}

let unpacked: Promise<Draw | undefined> | undefined;

/** Undefined where the browser cannot unpack it, or the page has none. */
export function unpackCharting(): Promise<Draw | undefined> {
  unpacked ??= unpack();
  return unpacked;
}

async function unpack(): Promise<Draw | undefined> {
  const packed = document.getElementById('charting')?.textContent ?? '';
  if (packed === '' || typeof DecompressionStream === 'undefined') return undefined;
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const script = document.createElement('script');
  // The page's policy names the hash of exactly this text, so nothing else can run in its place.
  script.textContent = await new Response(stream).text();
  document.head.append(script);
  return globalThis.drawTwinbenchChart;
}
