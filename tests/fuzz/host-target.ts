/** A decoder of bytes that come from an instance, as something to be attacked. */
export interface HostTarget {
  /** Also the folder of its corpus. */
  readonly name: string;
  /** What is attacked, as paths in the checkout without extension; their coverage is reported. */
  readonly modules: readonly string[];
  /**
   * Decodes the bytes and checks what the host promises, whatever they are.
   * @returns what came of it in a few words; inputs with a new outcome are kept and varied further
   * @throws Error – a promise was broken
   */
  readonly play: (bytes: Buffer) => string | Promise<string>;
  /** Cuts an input into the parts that it is made of, so that whole parts are varied too; lossless. By default lines. */
  readonly cut?: (bytes: Buffer) => Buffer[];
  /** Makes a varied part well-formed again; applied to most. */
  readonly repair?: (part: Buffer) => Buffer;
}

/** Text that may reach a terminal or a page: nothing that moves a cursor, colours or hides. */
export function expectPrintable(text: string, what: string): void {
  if (/[\p{Cc}\p{Cf}]/u.test(text)) throw new Error(`${what} holds control characters: ${JSON.stringify(text)}`);
  if (text.length > 2000) throw new Error(`${what} has ${String(text.length)} characters`);
}

export function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
