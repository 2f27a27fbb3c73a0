/** What `npm run test:fuzz` does for a time, here once: every kept input, and a fixed number of varied ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../runtimes/supervisor/frames.js';
import { listCorpus } from './corpus.js';
import { HOST_TARGETS } from './host-targets.js';
import { Mutator } from './mutate.js';
import { supervisorAnswers } from './supervisor-answers.js';

const SEED = 20_240_607;
const VARIATIONS = 300;

describe.each(HOST_TARGETS.map((target) => ({ name: target.name, target })))('$name', ({ target }) => {
  it('keeps its promises for every kept input and variations of them', async () => {
    const pool = listCorpus(target.name);
    expect(pool.length).toBeGreaterThan(2);
    for (const input of pool) await target.play(input);
    const mutator = new Mutator(SEED, target);
    for (let i = 0; i < VARIATIONS; i++) await target.play(mutator.vary(pool));
  });
});

const small = fc.uint8Array({ maxLength: 40 });
const count = fc.nat(0xffffffff).map((value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return new Uint8Array(bytes);
});
const text = fc
  .array(fc.tuple(fc.constantFrom('step', 'object', 'errno', 'message', 'release', 'MemTotal', '__proto__'), fc.string()), {
    maxLength: 6,
  })
  .map((entries) => new Uint8Array(Buffer.from(entries.map(([key, value]) => `${key}=${value}\0`).join(''))));
const hello = fc.constantFrom(0, 1).map((kind) => Uint8Array.of(1, kind, 7, 0, 0, 0, 0, 8, 0, 0));
const mark = fc.constantFrom(1, 2, 3, 0x10, 0x11, 0x12, 0x13).map((byte) => Uint8Array.of(byte, ...new Array<number>(8).fill(0)));
const exit = fc.constantFrom(0, 1, 2, 3).map((kind) => Uint8Array.of(kind, ...new Array<number>(28).fill(1)));

/** Frames that are mostly well-formed, in any order: the order is what is to be refused. */
const frame = fc.oneof(
  fc.tuple(fc.constant('H'), hello),
  fc.tuple(fc.constantFrom('P', 'G'), count),
  fc.tuple(fc.constantFrom('O', 'R'), small),
  fc.tuple(fc.constant('M'), mark),
  fc.tuple(fc.constant('X'), exit),
  fc.tuple(fc.constantFrom('F', 'V', 'D'), text),
  fc.tuple(fc.constantFrom(...'HMPORGVDXFZ?\u009b'), small),
);
const opening = fc.tuple(fc.constant('H'), hello).map((first): (readonly [string, Uint8Array])[] => [first]);
const stream = fc
  .tuple(fc.oneof(opening, fc.constant([])), fc.array(frame, { maxLength: 30 }))
  .map(([first, rest]) => [...first, ...rest]);

describe('a hostile supervisor', () => {
  it('gets nothing that was not promised, whatever frames it sends in whatever order', async () => {
    const orders = fc.tuple(fc.nat(3), fc.nat(20)).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(orders, stream, async (first, frames) => {
        await supervisorAnswers.play(Buffer.concat([first, ...frames.map(([type, payload]) => encodeFrame(type, payload))]));
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});
