/** Results go to stdout whole, or the command says that they did not and fails. A reader that is gone wanted no more. */

import { fstatSync, writeSync } from 'node:fs';
import { hasCode } from '../../runtimes/errno.js';
import { toError } from '../../runtimes/errors.js';
import { HostError } from '../contract/errors.js';
import { jsonFile } from '../contract/json-text.js';
import { clearLive } from './live-lines.js';

export type StandardStream = NodeJS.WriteStream & { readonly fd: number };

/** Why not all that was printed is written. */
let failure: Error | undefined;

/** Writes a result; `requireWritten` tells whether it arrived. */
export function print(text: string): void {
  clearLive();
  writeWhole(process.stdout, text).catch((error: unknown) => {
    failure ??= toError(error);
  });
}

export function printJson(value: unknown): void {
  for (const chunk of jsonFile(value, { indent: 1 })) print(chunk);
}

/** Messages, such as progress and hints. */
export function say(text: string): void {
  clearLive();
  process.stderr.write(`${text}\n`);
}

/** Where a message stands among those of other programs. */
export function sayByName(text: string): void {
  say(`twinbench: ${text}`);
}

/** Waits until all that was printed is written. @throws HostError – it is not, or not whole, though somebody reads */
export async function requireWritten(): Promise<void> {
  await new Promise(setImmediate);
  if (process.stdout.writableLength > 0) await writeWhole(process.stdout, '').catch(() => undefined);
  if (failure === undefined || isReaderGone(failure)) return;
  throw new HostError(
    `the result could not be written whole to stdout: ${failure.message}. Free space there, or send it elsewhere.`,
  );
}

/** Resolves when the stream has taken all of it over. Node itself writes to a file once, and does not look how much of it was taken. */
export async function writeWhole(stream: StandardStream, content: string | Uint8Array): Promise<void> {
  if (isFile(stream)) return writeFile(stream.fd, Buffer.from(content));
  return new Promise((resolve, reject) => {
    stream.write(content, (error) => (error ? reject(error) : resolve()));
  });
}

function isFile({ fd }: StandardStream): boolean {
  return fstatSync(fd).isFile();
}

function writeFile(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}

/** The pipe or the terminal was closed. */
function isReaderGone(error: Error): boolean {
  return hasCode(error, 'EPIPE', 'ECONNRESET') || (process.stdout.isTTY === true && hasCode(error, 'EIO'));
}
