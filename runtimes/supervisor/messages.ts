/** Frames of the supervisor as checked values. Whatever an instance sends is untrusted: it is parsed strictly or refused. */
import * as z from 'zod';
import { InstanceError } from '../errors.js';
import { printable } from '../printable.js';
import type { Command, GuestView, MarkName, WorkloadExit } from '../runtime.js';
import { decodeText, encodeFrame, encodeText, FRAME_MAX_BYTES, type Frame, FrameError } from './frames.js';

const PROTOCOL_VERSION = 1;

/** Marks by the byte that signals them, both in `M` frames and at a guest's debug port. */
export const MARK_BYTES: ReadonlyMap<number, MarkName> = new Map([
  [0x01, 'supervisor-start'],
  [0x02, 'ready'],
  [0x03, 'workload-exit'],
  [0x10, 'workload-start'],
  [0x11, 'window-start'],
  [0x12, 'window-end'],
]);

/** What the supervisor is told before it starts the workload. */
export interface SupervisorConfig {
  readonly command: Command;
  /** Set by the supervisor in a guest only. */
  readonly hostname: string;
  /** Test hook: sleep before `ready`. Default 0. */
  readonly delayMs?: number;
  /** At stop, from TERM to KILL. */
  readonly graceMs: number;
}

export interface Hello {
  readonly kind: 'shared-kernel' | 'guest';
  /** The supervisor's own process id, as it numbers itself. */
  readonly pid: number;
  readonly stdinBytes: number;
}

/** @throws InstanceError `launch-failed` – a NUL byte, or more arguments and environment than one frame holds */
export function encodeConfig(config: SupervisorConfig): Buffer {
  const { command } = config;
  try {
    const payload = encodeText([
      ...command.argv.map((value) => ['arg', value] as const),
      ...Object.entries(command.env).map(([name, value]) => ['env', `${name}=${value}`] as const),
      ['cwd', command.cwd],
      ['uid', String(command.uid)],
      ['gid', String(command.gid)],
      ['hostname', config.hostname],
      ['delayMs', String(config.delayMs ?? 0)],
      ['graceMs', String(config.graceMs)],
    ]);
    return encodeFrame('C', payload);
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    const limit = `arguments and environment may have ${String(FRAME_MAX_BYTES)} bytes together and no NUL byte`;
    throw new InstanceError('launch-failed', `The command cannot be passed to the supervisor: ${error.message}; ${limit}`);
  }
}

export function decodeHello({ payload }: Frame): Hello {
  requireLength('H', payload, 10);
  const version = payload.readUInt8(0);
  if (version !== PROTOCOL_VERSION) throw new FrameError(`supervisor speaks version ${String(version)} of the protocol`);
  const kind = ['shared-kernel', 'guest'] as const;
  return { kind: pick(kind, payload.readUInt8(1), 'kind'), pid: payload.readUInt32LE(2), stdinBytes: payload.readUInt32LE(6) };
}

export function decodeMark({ payload }: Frame): { name: MarkName; atNs: bigint } {
  requireLength('M', payload, 9);
  const name = MARK_BYTES.get(payload.readUInt8(0));
  if (name === undefined) throw new FrameError(`unknown mark ${String(payload.readUInt8(0))}`);
  return { name, atNs: payload.readBigUInt64LE(1) };
}

export function decodeCount({ type, payload }: Frame): number {
  requireLength(type, payload, 4);
  return payload.readUInt32LE(0);
}

export function decodeExit({ payload }: Frame): WorkloadExit {
  requireLength('X', payload, 29);
  const kinds = ['exited', 'signaled', 'exec-failed'] as const;
  return {
    kind: pick(kinds, payload.readUInt8(0), 'kind of exit'),
    code: payload.readInt32LE(1),
    userSeconds: Number(payload.readBigUInt64LE(5)) / 1e6,
    systemSeconds: Number(payload.readBigUInt64LE(13)) / 1e6,
    maxRssBytes: Number(payload.readBigUInt64LE(21)),
  };
}

/** As the kernel names its figures: `Active(anon)`, `spec_store_bypass`. */
const key = z.string().regex(/^[\w.()-]{1,128}$/);
const view = z.record(
  key,
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
);
const description = z.record(
  key,
  z
    .string()
    .max(512)
    .transform((text) => printable(text)),
);
const failure = z.object({ step: z.string(), object: z.string(), errno: z.string(), message: z.string() });

export function decodeView({ payload }: Frame): GuestView {
  return checked(view, payload, 'view');
}

export function decodeDescription({ payload }: Frame): Readonly<Record<string, string>> {
  return checked(description, payload, 'description');
}

export function decodeFailure({ payload }: Frame): InstanceError {
  const { step, object, errno, message } = checked(failure, payload, 'failure');
  const text = printable(`${step} ${object}: ${errno} (${message})`);
  return new InstanceError('supervisor-failed', `The supervisor failed: ${text}`, {
    step: printable(step),
    object: printable(object),
    errno: printable(errno),
  });
}

function checked<T>(schema: z.ZodType<T>, payload: Buffer, what: string): T {
  const result = schema.safeParse(Object.fromEntries(decodeText(payload)));
  if (!result.success) throw new FrameError(`${what} that is none: ${z.prettifyError(result.error).slice(0, 200)}`);
  return result.data;
}

function requireLength(type: string, payload: Buffer, length: number): void {
  if (payload.length === length) return;
  throw new FrameError(`frame ${type} of ${String(payload.length)} bytes instead of ${String(length)}`);
}

function pick<T extends string>(values: readonly T[], index: number, what: string): T {
  const value = values[index];
  if (value === undefined) throw new FrameError(`unknown ${what} ${String(index)}`);
  return value;
}
