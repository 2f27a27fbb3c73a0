/** A hostile supervisor (which is all that a hostile guest is to the host) against the host's side of the protocol. */
import { SupervisorChannel } from '../../runtimes/supervisor/channel.js';
import { Wire } from '../../runtimes/supervisor/fixtures/wire.js';
import { FRAME_HEADER_BYTES, FrameDecoder, FrameError } from '../../runtimes/supervisor/frames.js';
import { expectPrintable, expectThat, type HostTarget } from './host-target.js';

const STDIN_BYTES = 5000;
const MAX_MARKS = 256;
const LONG_MS = 60_000;
const COMMAND = { argv: ['true'] as [string], env: {}, cwd: '/', uid: 0, gid: 0 };

/** The first byte: 1 the host asks for the end first, 2 it asks no questions; the second: bytes of a chunk, 0 for all at once. */
const STOPS = 1;
const ASKS_NOTHING = 2;
const ORDER_BYTES = 2;

interface Session {
  readonly wire: Wire;
  readonly channel: SupervisorChannel;
  /** What reached the handlers, one letter each. */
  readonly events: string[];
}

function open(): Session {
  const wire = new Wire();
  const events: string[] = [];
  const channel = new SupervisorChannel(wire, {
    onStdout: () => void events.push('O'),
    onStderr: () => void events.push('R'),
    onMark: () => void events.push('M'),
    onWorkloadPid: () => void events.push('P'),
  });
  channel.exit.then(
    () => events.push('X'),
    () => undefined,
  );
  return { wire, channel, events };
}

function* chunks(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function play(bytes: Buffer): Promise<string> {
  const [orders = 0, chunk = 0] = bytes;
  const stream = bytes.subarray(ORDER_BYTES);
  const session = open();
  const { wire, channel } = session;
  channel.configure({ command: COMMAND, hostname: 'h', graceMs: 1 });
  void channel.writeStdin(Buffer.alloc(STDIN_BYTES));
  const asks = (orders & ASKS_NOTHING) === 0;
  const answers = asks ? Promise.all([channel.requestView(LONG_MS), channel.requestDescription(LONG_MS)]) : undefined;
  const goodbye = (orders & STOPS) === 0 ? new Promise<string>(() => undefined) : channel.stop().then(() => 'goodbye');
  goodbye.catch(() => undefined);
  for (const part of chunks(stream, chunk === 0 ? Math.max(1, stream.length) : chunk)) wire.push(part);
  wire.push(null);
  const end = await Promise.race([channel.lost.then((failure) => checkFailure(failure)), goodbye]);
  const [view, description] = (await answers) ?? [];
  checkView(view);
  checkDescription(description);
  checkOrder(session.events);
  expectThat(stdinSent(wire) <= granted(stream), 'more stdin was sent than granted');
  return `${end} ${[...new Set(session.events)].sort().join('')} ${String(view !== undefined)} ${String(description !== undefined)}`;
}

function checkFailure(failure: { code: string; message: string; detail?: unknown }): string {
  expectPrintable(failure.message, 'a failure');
  for (const text of Object.values(Object(failure.detail))) expectPrintable(String(text), "a failure's detail");
  return failure.code === 'supervisor-failed'
    ? failure.code
    : failure.message
        .replace(/"[^"]*"|\d+/g, '')
        .split(': ', 2)
        .join();
}

function checkView(view: object | undefined): void {
  for (const [key, value] of Object.entries(view ?? {})) {
    expectPrintable(key, 'a key of the view');
    expectThat(Number.isSafeInteger(value) && value >= 0, `the view's ${key} is no count`);
  }
  expectThat(view === undefined || Object.getPrototypeOf(view) === Object.prototype, 'the view has another prototype');
}

function checkDescription(description: Readonly<Record<string, string>> | undefined): void {
  for (const [key, value] of Object.entries(description ?? {})) {
    expectPrintable(key, 'a key of the description');
    expectPrintable(value, 'the description');
  }
}

function checkOrder(events: readonly string[]): void {
  const text = events.join('');
  expectThat(/^[^ORX]*(P[^P]*)?$/.test(text), `output or an exit without a workload: ${text}`);
  expectThat(!/X.*[OR]/.test(text), `output after the exit: ${text}`);
  expectThat(events.filter((event) => event === 'M').length <= MAX_MARKS, 'more marks than are taken');
}

function stdinSent(wire: Wire): number {
  return wire.received.filter(({ type }) => type === 'I').reduce((sum, { payload }) => sum + payload.length, 0);
}

/** All that the stream may have granted, as read by the same decoder but without the channel. */
function granted(stream: Buffer): number {
  const counts = cutFrames(stream).map((frame) => {
    if (frame[0] === 0x48 && frame.length === FRAME_HEADER_BYTES + 10) return frame.readUInt32LE(FRAME_HEADER_BYTES + 6);
    return frame[0] === 0x47 && frame.length === FRAME_HEADER_BYTES + 4 ? frame.readUInt32LE(FRAME_HEADER_BYTES) : 0;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Whole frames, then the rest. */
function cutFrames(stream: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let rest = stream;
  for (let length = frameLength(rest); length !== undefined; length = frameLength(rest)) {
    parts.push(rest.subarray(0, length));
    rest = rest.subarray(length);
  }
  return rest.length === 0 ? parts : [...parts, rest];
}

function frameLength(bytes: Buffer): number | undefined {
  try {
    const [frame] = new FrameDecoder().push(bytes);
    return frame === undefined ? undefined : FRAME_HEADER_BYTES + frame.payload.length;
  } catch (error) {
    if (error instanceof FrameError) return undefined;
    throw error;
  }
}

function repair(part: Buffer): Buffer {
  const repaired = Buffer.from(part);
  if (repaired.length >= FRAME_HEADER_BYTES) repaired.writeUInt32LE(repaired.length - FRAME_HEADER_BYTES, 1);
  return repaired;
}

export const supervisorAnswers: HostTarget = {
  name: 'supervisor-answers',
  modules: ['channel', 'frames', 'messages', 'stdin-credit'].map((file) => `runtimes/supervisor/${file}`),
  play,
  cut: (bytes) => [bytes.subarray(0, ORDER_BYTES), ...cutFrames(bytes.subarray(ORDER_BYTES))],
  repair,
};
