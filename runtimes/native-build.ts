/** How our C programs are built: as they are released, or with the compiler's checks at run time, for tests. */

/** `address`: memory errors, leaks and undefined behaviour, named with a stack. `undefined`: undefined behaviour alone ends the program. */
export type Sanitizer = 'address' | 'undefined';

export interface NativeBuild {
  readonly flags: readonly string[];
  /** Compiled along, relative to the program's folder. */
  readonly sources: readonly string[];
  /** Needs the C library of `cc` itself. */
  readonly needsStandardCompiler: boolean;
}

/** Chooses the sanitizer of every program that is started. */
const SANITIZE_VARIABLE = 'TWINBENCH_NATIVE_SANITIZE';

/** Warnings are errors in `npm run check`; here a newer compiler's new warning must not stop a user. */
const COMMON_FLAGS = ['-std=c11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-fno-plt'];
/** One segment for all that is only read: its exec has less to map, and its first steps fault in fewer pages. */
const LINKER_FLAGS = ['-Wl,-z,noseparate-code', '-Wl,-z,norelro'];
const STATIC_FLAGS = [...COMMON_FLAGS, '-O2', '-static', ...LINKER_FLAGS];
const TRACE_FLAGS = ['-g', '-fno-omit-frame-pointer'];

const RELEASED: NativeBuild = { flags: [...STATIC_FLAGS, '-s'], sources: [], needsStandardCompiler: false };

const SANITIZED: Readonly<Record<Sanitizer, NativeBuild>> = {
  // The sanitizer is linked in, because no image holds its library; the C library cannot be, so that images need the host's.
  address: {
    flags: [
      ...[...COMMON_FLAGS, '-O1', ...TRACE_FLAGS, '-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
      ...['-static-libasan', '-static-libubsan', '-static-libgcc'],
    ],
    sources: ['../native/sanitizer-options.c'],
    needsStandardCompiler: true,
  },
  // A trap needs no library, so this one is as static as the released build and runs in a guest too.
  undefined: {
    flags: [...STATIC_FLAGS, ...TRACE_FLAGS, '-fsanitize=undefined', '-fsanitize-undefined-trap-on-error'],
    sources: [],
    needsStandardCompiler: false,
  },
};

export function nativeBuild(sanitizer: Sanitizer | undefined): NativeBuild {
  return sanitizer === undefined ? RELEASED : SANITIZED[sanitizer];
}

/** @throws Error – the variable holds something else */
export function chosenSanitizer(): Sanitizer | undefined {
  const text = process.env[SANITIZE_VARIABLE] ?? '';
  if (text === '') return undefined;
  if (text === 'address' || text === 'undefined') return text;
  throw new Error(`${SANITIZE_VARIABLE} is ${JSON.stringify(text)}; it may be address or undefined`);
}
