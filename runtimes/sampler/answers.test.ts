import { expect, test } from 'vitest';
import { AnswerReader, parseReadings } from './answers.js';

/** An answer as the sampler writes it. */
function encode(slot: number, isFull: boolean, cpuNs: bigint, body: Buffer): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(slot, 0);
  header.writeUInt32LE(isFull ? 1 : 0, 4);
  header.writeBigUInt64LE(cpuNs, 8);
  header.writeBigUInt64LE(BigInt(body.length), 16);
  return Buffer.concat([header, body]);
}

function encodeReading(atNs: bigint, ...texts: readonly string[]): Buffer {
  const instant = Buffer.alloc(8);
  instant.writeBigUInt64LE(atNs);
  const parts = texts.flatMap((text) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    return [length, Buffer.from(text)];
  });
  return Buffer.concat([instant, ...parts]);
}

const body = Buffer.concat([encodeReading(10n, 'usage_usec 1\n', ''), encodeReading(20n, 'usage_usec 2\n', 'anon 3\n')]);
const stream = Buffer.concat([
  encode(7, false, 1_500_000n, body),
  encode(8, true, 0n, Buffer.alloc(0)),
  encode(9, false, 2n, body),
]);

test.each([1, 3, 23, 24, 25, 100, stream.length])('answers are the same in chunks of %i bytes', (size) => {
  const reader = new AnswerReader();
  const chunks = Array.from({ length: Math.ceil(stream.length / size) }, (_, index) =>
    stream.subarray(index * size, (index + 1) * size),
  );
  const answers = chunks.flatMap((chunk) => reader.push(chunk));
  expect(answers.map(({ slot, isComplete, cpuSeconds }) => [slot, isComplete, cpuSeconds])).toEqual([
    [7, true, 0.0015],
    [8, false, 0],
    [9, true, 2e-9],
  ]);
  expect(answers.map((answer) => answer.body)).toEqual([body, Buffer.alloc(0), body]);
});

test('readings have their instant and a text for each file', () => {
  expect(parseReadings(body, 2)).toEqual([
    { atNs: 10n, texts: ['usage_usec 1\n', ''] },
    { atNs: 20n, texts: ['usage_usec 2\n', 'anon 3\n'] },
  ]);
  expect(parseReadings(Buffer.alloc(0), 2)).toEqual([]);
});
