/** What lies packed in the page, because it is large and few readers need it at once. */
import type { Hints, PageChart } from '../../view-model/chart.js';
import type { Draw } from './charting.js';

/** By figure. */
export type Views = Readonly<Record<string, PageChart | Hints>>;

declare global {
  /** Set by the packed script. */
  var drawTwinbenchChart: Draw | undefined;
}

let charting: Promise<Draw | undefined> | undefined;
let views: Promise<Views> | undefined;

/** Chart.js and what draws with it. Undefined where the browser cannot unpack it, or the page has none. */
export function unpackCharting(): Promise<Draw | undefined> {
  charting ??= unpackScript();
  return charting;
}

/** Empty where the browser cannot unpack them. */
export function unpackViews(): Promise<Views> {
  views ??= readViews();
  return views;
}

async function unpackScript(): Promise<Draw | undefined> {
  const source = await unpack(document.getElementById('charting'));
  if (source === '') return undefined;
  const script = document.createElement('script');
  // The page's policy names the hash of exactly this text, so nothing else can run in its place.
  script.textContent = source;
  document.head.append(script);
  return globalThis.drawTwinbenchChart;
}

async function readViews(): Promise<Views> {
  const element = document.getElementById('charts');
  const isPacked = element?.getAttribute('type') === 'application/gzip';
  const text = isPacked ? await unpack(element) : (element?.textContent ?? '');
  return JSON.parse(text === '' ? '{}' : text);
}

async function unpack(element: HTMLElement | null): Promise<string> {
  const packed = element?.textContent ?? '';
  if (packed === '' || typeof DecompressionStream === 'undefined') return '';
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}
