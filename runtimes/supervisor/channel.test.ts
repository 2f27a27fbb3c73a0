import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InstanceError } from '../errors.js';
import { type ChannelHandlers, SupervisorChannel } from './channel.js';
import { Wire } from './fixtures/wire.js';
import { encodeFrame, encodeText } from './frames.js';

const HELLO = encodeFrame('H', Buffer.from([1, 0, 7, 0, 0, 0, 4, 0, 0, 0]));
const PID = encodeFrame('P', Buffer.from([9, 0, 0, 0]));
const EXIT = encodeFrame('X', Buffer.concat([Buffer.from([0, 7]), Buffer.alloc(27)]));

function open(handlers: Partial<ChannelHandlers> = {}): { wire: Wire; channel: SupervisorChannel } {
  const wire = new Wire();
  const ignore = () => undefined;
  return { wire, channel: new SupervisorChannel(wire, { onStdout: ignore, onStderr: ignore, onMark: ignore, ...handlers }) };
}

describe('SupervisorChannel', () => {
  it('gives output in order before the exit', async () => {
    const seen: string[] = [];
    const { wire, channel } = open({ onStdout: (chunk) => void seen.push(chunk.toString()) });
    wire.push(Buffer.concat([HELLO, PID, encodeFrame('O', Buffer.from('a')), encodeFrame('O', Buffer.from('b')), EXIT]));
    expect(await channel.exit).toEqual({ kind: 'exited', code: 7, userSeconds: 0, systemSeconds: 0, maxRssBytes: 0 });
    expect(seen).toEqual(['a', 'b']);
    expect(await channel.hello).toEqual({ kind: 'shared-kernel', pid: 7, stdinBytes: 4 });
  });

  it('never sends more stdin than was granted', async () => {
    const { wire, channel } = open();
    const written = channel.writeStdin(Buffer.from('abcdefgh'));
    await setImmediate();
    expect(wire.frames).toEqual([]);
    wire.push(HELLO);
    await setImmediate();
    expect(wire.frames).toEqual(['Iabcd']);
    wire.push(encodeFrame('G', Buffer.from([3, 0, 0, 0])));
    wire.push(encodeFrame('G', Buffer.from([1, 0, 0, 0])));
    await written;
    channel.endStdin();
    await setImmediate();
    expect(wire.frames).toEqual(['Iabcd', 'Iefg', 'Ih', 'E']);
  });

  it('drops stdin after the end of the workload instead of waiting for ever', async () => {
    const { wire, channel } = open();
    const written = channel.writeStdin(Buffer.alloc(100));
    wire.push(Buffer.concat([HELLO, PID, EXIT]));
    await written;
  });

  it('reads nothing more while a consumer is busy, and drops output once stopped', async () => {
    const seen: string[] = [];
    const never = new Promise<void>(() => undefined);
    const { wire, channel } = open({
      onStdout: (chunk) => {
        seen.push(chunk.toString());
        return never;
      },
    });
    wire.push(Buffer.concat([HELLO, PID, encodeFrame('O', Buffer.from('a')), encodeFrame('O', Buffer.from('b'))]));
    await setImmediate();
    expect(seen).toEqual(['a']);
    const stopped = channel.stop();
    wire.push(Buffer.concat([EXIT, encodeFrame('Z')]));
    await stopped;
    expect(seen).toEqual(['a']);
    expect(wire.frames).toEqual(['S']);
  });

  it('shares one answer between questions asked together and gives up in time', async () => {
    const { wire, channel } = open();
    wire.push(HELLO);
    const early = await channel.requestView(1);
    expect(early).toBeUndefined();
    const view = channel.requestView(10_000);
    wire.push(encodeFrame('V', encodeText([['MemTotal', '1024']])));
    expect(await view).toEqual({ MemTotal: 1024 });
    expect(wire.frames).toEqual(['Q']);
  });

  it('names step, object and errno of a failure, without control characters', async () => {
    const { wire, channel } = open();
    const text: [string, string][] = [
      ['step', 'mount'],
      ['object', '/x\u001b[2J'],
      ['errno', 'EPERM'],
      ['message', 'no'],
    ];
    wire.push(encodeFrame('F', encodeText(text)));
    await expect(channel.exit).rejects.toThrow('The supervisor failed: mount /x?[2J: EPERM (no)');
    expect((await channel.lost).code).toBe('supervisor-failed');
  });

  it.each([
    ['output before hello', encodeFrame('O', Buffer.from('a'))],
    ['a second hello', Buffer.concat([HELLO, HELLO])],
    ['output after the exit', Buffer.concat([HELLO, PID, EXIT, encodeFrame('O', Buffer.from('a'))])],
    ['a goodbye that nobody asked for', Buffer.concat([HELLO, encodeFrame('Z')])],
    ['a grant of what was not sent', Buffer.concat([HELLO, encodeFrame('G', Buffer.from([1, 0, 0, 0]))])],
    ['an answer to no question', Buffer.concat([HELLO, encodeFrame('V')])],
    ['a flood of marks', Buffer.concat([HELLO, ...Array.from({ length: 300 }, () => encodeFrame('M', Buffer.alloc(9, 2)))])],
    ['a frame without end', Buffer.from([0x4f, 0xff, 0xff, 0xff, 0xff])],
  ])('is lost at %s', async (_name, bytes) => {
    const { wire, channel } = open();
    wire.push(bytes);
    const failure = await channel.lost;
    expect(failure).toBeInstanceOf(InstanceError);
    expect(failure.message).toMatch(/broke the supervisor protocol/);
    await expect(channel.stop()).rejects.toBe(failure);
  });

  it('survives any garbage', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, greeted) => {
        const { wire, channel } = open();
        if (greeted) wire.push(HELLO);
        wire.push(bytes);
        wire.push(null);
        expect(await channel.lost).toBeInstanceOf(InstanceError);
      }),
    );
  });
});
