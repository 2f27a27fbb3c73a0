/** PNG files of at most 256 colours: pages have few, and a kept picture is then a third as large. */
import { crc32, deflateSync } from 'node:zlib';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel; what is transparent is not expected. */
  readonly data: Uint8Array;
}

const MAX_COLORS = 256;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Colours that differ in the last three bits of a channel become the most frequent of them; those beyond 256 become the nearest. */
export function encodePalettePng({ width, height, data }: Pixels): Buffer {
  const colors = readColors(data);
  const { palette, places } = makePalette(colors);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    makeChunk('IHDR', header),
    makeChunk('PLTE', Buffer.from(palette.flatMap((color) => channels(color)))),
    makeChunk('IDAT', deflateSync(makeRows(colors, places, width, height), { level: 9 })),
    makeChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** 0xRRGGBB of each pixel. */
function readColors(data: Uint8Array): Uint32Array {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, pixel) => bytes.readUIntBE(4 * pixel, 3));
}

interface Palette {
  readonly palette: readonly number[];
  /** Of each colour of the picture. */
  readonly places: ReadonlyMap<number, number>;
}

function makePalette(colors: Uint32Array): Palette {
  const counts = new Map<number, number>();
  for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1);
  const byCount = [...counts].sort(([a, many], [b, few]) => few - many || a - b).map(([color]) => color);
  const first = new Map<number, number>();
  for (const color of byCount) if (!first.has(bucketOf(color))) first.set(bucketOf(color), color);
  const palette = [...first.values()].slice(0, MAX_COLORS);
  const place = (color: number) => palette.indexOf(first.get(bucketOf(color)) ?? color);
  const places = byCount.map((color) => [color, place(color) < 0 ? findNearest(color, palette) : place(color)] as const);
  return { palette, places: new Map(places) };
}

function bucketOf(color: number): number {
  return color & 0xf8f8f8;
}

function findNearest(color: number, palette: readonly number[]): number {
  const distances = palette.map((other) => distance(channels(color), channels(other)));
  return distances.indexOf(Math.min(...distances));
}

function channels(color: number): [number, number, number] {
  return [color >>> 16, (color >>> 8) & 0xff, color & 0xff];
}

function distance(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, channel, index) => sum + (channel - (right[index] ?? 0)) ** 2, 0);
}

/** Each row begins with its filter, which is none. */
function makeRows(colors: Uint32Array, places: ReadonlyMap<number, number>, width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (width + 1));
  for (const [pixel, color] of colors.entries()) {
    rows[Math.floor(pixel / width) * (width + 1) + 1 + (pixel % width)] = places.get(color) ?? 0;
  }
  return rows;
}

function makeChunk(type: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const chunk = Buffer.alloc(typed.length + 8);
  chunk.writeUInt32BE(content.length, 0);
  chunk.set(typed, 4);
  chunk.writeUInt32BE(crc32(typed), typed.length + 4);
  return chunk;
}
