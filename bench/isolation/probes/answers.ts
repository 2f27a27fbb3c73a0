/** What the probe program said, taken in without trusting it: an instance may say what it likes. */

import * as z from 'zod';
import { ExpectedError } from '../../../runtimes/errors.js';

/** About eight times what it says of a large host. */
export const MAX_OUTPUT_BYTES = 256 * 1024;
const MAX_LINES = 500;

const text = z.string().max(8192);
const line = z.strictObject({
  fact: z.string().regex(/^[a-z][a-z0-9.-]{0,63}$/),
  value: z.union([text, z.number().int(), z.array(text).max(600)]),
});

/** The instance's output is not what the probe says. */
export class ProbeOutputError extends ExpectedError {}

/** Facts by id. A value of another type than asked for counts as absent. */
export class Answers {
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(values: ReadonlyMap<string, unknown>) {
    this.#values = values;
  }

  text(fact: string): string | undefined {
    const value = this.#values.get(fact);
    return typeof value === 'string' ? value : undefined;
  }

  number(fact: string): number | undefined {
    const value = this.#values.get(fact);
    return typeof value === 'number' ? value : undefined;
  }

  list(fact: string): readonly string[] | undefined {
    const parsed = z.array(z.string()).safeParse(this.#values.get(fact));
    return parsed.success ? parsed.data : undefined;
  }
}

/** The whole output of `probe facts` or `probe look`. @throws ProbeOutputError – says which line and what is wrong with it */
export function parseAnswers(output: string): Answers {
  if (Buffer.byteLength(output) > MAX_OUTPUT_BYTES)
    throw new ProbeOutputError(`the probe's output is longer than ${String(MAX_OUTPUT_BYTES)} bytes`);
  const lines = output.split('\n');
  if (lines.pop() !== '' || lines.length === 0) throw new ProbeOutputError("the probe's output is cut off");
  if (lines.length > MAX_LINES) throw new ProbeOutputError(`the probe's output has more than ${String(MAX_LINES)} lines`);
  const values = new Map<string, unknown>();
  for (const [index, one] of lines.entries()) take(values, one, index + 1);
  if (values.get('end') !== lines.length - 1) throw new ProbeOutputError("the probe's output has no proper end");
  return new Answers(values);
}

function take(values: Map<string, unknown>, one: string, number: number): void {
  if (values.has('end')) throw new ProbeOutputError(`line ${String(number)} of the probe's output comes after its end`);
  const parsed = line.safeParse(parseJson(one));
  if (!parsed.success) throw new ProbeOutputError(`line ${String(number)} of the probe's output is no fact`);
  const { fact, value } = parsed.data;
  if (values.has(fact)) throw new ProbeOutputError(`line ${String(number)} of the probe's output states ${fact} once more`);
  values.set(fact, value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
