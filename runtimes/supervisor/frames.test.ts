import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, encodeFrame, encodeText, FRAME_MAX_BYTES, FrameDecoder, FrameError } from './frames.js';

const type = fc.constantFrom(...'HMPORGVDXFZ');
const frames = fc.array(fc.record({ type, payload: fc.uint8Array({ maxLength: 300 }) }), { maxLength: 20 });
const noNul = fc.string().map((text) => text.replaceAll('\0', ''));
const key = fc.stringMatching(/^[a-zA-Z.]{1,10}$/);

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const parts: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    parts.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...parts, bytes.subarray(at)];
}

describe('FrameDecoder', () => {
  it('gives back what was encoded, however the stream is cut', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.nat(40)), (sent, sizes) => {
        const bytes = Buffer.concat(sent.map((frame) => encodeFrame(frame.type, frame.payload)));
        const decoder = new FrameDecoder();
        const received = cut(bytes, sizes).flatMap((part) => decoder.push(part));
        expect(received.map((frame) => ({ type: frame.type, payload: Uint8Array.from(frame.payload) }))).toEqual(sent);
        expect(decoder.isPartial).toBe(false);
      }),
    );
  });

  it('refuses a length over the limit as soon as it is seen, and takes the limit itself', () => {
    const header = Buffer.alloc(5, 'O');
    header.writeUInt32LE(FRAME_MAX_BYTES + 1, 1);
    expect(() => new FrameDecoder().push(header)).toThrow(FrameError);
    expect(new FrameDecoder().push(encodeFrame('O', new Uint8Array(FRAME_MAX_BYTES)))).toHaveLength(1);
    expect(() => encodeFrame('O', new Uint8Array(FRAME_MAX_BYTES + 1))).toThrow(FrameError);
  });
});

describe('text payloads', () => {
  it('give back their entries in order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, noNul)), (entries) => {
        expect(decodeText(encodeText(entries))).toEqual(entries.map(([name, value]) => [name, Buffer.from(value).toString()]));
      }),
    );
  });

  it('refuse NUL bytes inside, a missing end and a missing key', () => {
    expect(() => encodeText([['arg', 'a\0b']])).toThrow(FrameError);
    expect(() => decodeText(Buffer.from('a=b'))).toThrow(FrameError);
    expect(() => decodeText(Buffer.from('=b\0'))).toThrow(FrameError);
  });
});
