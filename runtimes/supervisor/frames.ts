/** Frames of the supervisor protocol as bytes: pure encoding and decoding. See PROTOCOL.md. */

export const FRAME_HEADER_BYTES = 5;
export const FRAME_MAX_BYTES = 65_536;

export interface Frame {
  /** One ASCII character. */
  readonly type: string;
  readonly payload: Buffer;
}

/** The bytes are not frames; whoever sent them is not to be trusted any further. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** @throws FrameError – payload over FRAME_MAX_BYTES */
export function encodeFrame(type: string, payload: Uint8Array = new Uint8Array(0)): Buffer {
  if (payload.length > FRAME_MAX_BYTES) throw new FrameError(`frame ${type} of ${String(payload.length)} bytes is too long`);
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + payload.length);
  frame.write(type, 0, 1, 'latin1');
  frame.writeUInt32LE(payload.length, 1);
  frame.set(payload, FRAME_HEADER_BYTES);
  return frame;
}

/** Cuts a byte stream into frames; holds at most one unfinished frame. */
export class FrameDecoder {
  #pending: Buffer = Buffer.alloc(0);

  /** The frames that `chunk` completes, in order. @throws FrameError – a length over FRAME_MAX_BYTES */
  push(chunk: Buffer): Frame[] {
    let rest = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const frames: Frame[] = [];
    for (let frame = firstFrame(rest); frame !== undefined; frame = firstFrame(rest)) {
      frames.push(frame);
      rest = rest.subarray(FRAME_HEADER_BYTES + frame.payload.length);
    }
    this.#pending = rest;
    return frames;
  }

  /** True in the middle of a frame. */
  get isPartial(): boolean {
    return this.#pending.length > 0;
  }
}

function firstFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < FRAME_HEADER_BYTES) return undefined;
  const length = bytes.readUInt32LE(1);
  if (length > FRAME_MAX_BYTES)
    throw new FrameError(`frame of ${String(length)} bytes; at most ${String(FRAME_MAX_BYTES)} are allowed`);
  if (bytes.length < FRAME_HEADER_BYTES + length) return undefined;
  return { type: bytes.toString('latin1', 0, 1), payload: bytes.subarray(FRAME_HEADER_BYTES, FRAME_HEADER_BYTES + length) };
}

/** Strings `key=value`, each ended by a NUL byte. @throws FrameError – a NUL byte inside */
export function encodeText(entries: readonly (readonly [key: string, value: string])[]): Buffer {
  for (const [key, value] of entries) {
    if (key.includes('\0') || value.includes('\0')) throw new FrameError(`${key} holds a NUL byte`);
  }
  return Buffer.from(entries.map(([key, value]) => `${key}=${value}\0`).join(''));
}

/** @throws FrameError – an entry without key or end */
export function decodeText(payload: Buffer): [key: string, value: string][] {
  if (payload.length === 0) return [];
  if (payload.at(-1) !== 0) throw new FrameError('text without a NUL byte at its end');
  return payload
    .toString('utf8', 0, payload.length - 1)
    .split('\0')
    .map(splitEntry);
}

function splitEntry(entry: string): [string, string] {
  const at = entry.indexOf('=');
  if (at < 1) throw new FrameError('text entry without a key');
  return [entry.slice(0, at), entry.slice(at + 1)];
}
