/** Which shared libraries a program needs, by asking the host's own dynamic loader. */
import { CommandError, tryRun } from '../process.js';

export interface SharedLibrary {
  /** Name the program asks for, such as `libc.so.6`; for the loader its absolute path. */
  readonly name: string;
  /** File on this host; may be a symbolic link. */
  readonly path: string;
}

const DEADLINE_MS = 10_000;

/** Libraries and loader of a program, in the loader's order; empty for a static one. @throws Error – a library is missing */
export async function sharedLibraries(program: string): Promise<SharedLibrary[]> {
  const output = await tryRun('ldd', [program], {
    deadlineMs: DEADLINE_MS,
    env: { LD_PRELOAD: '', LD_LIBRARY_PATH: '', LC_ALL: 'C' },
  });
  if (!(output instanceof CommandError)) return parseLdd(output.stdout, program);
  if (/not a dynamic executable|Not a valid dynamic program/.test(output.stderr)) return [];
  throw output;
}

/** Parses what glibc's and musl's `ldd` print; the kernel's own vdso is left out. @throws Error – a library is missing */
export function parseLdd(text: string, program: string): SharedLibrary[] {
  const missing = /^\s*(\S+) => not found/m.exec(text);
  if (missing !== null) throw new Error(`${program} needs ${String(missing[1])}, which this host does not have`);
  if (text.includes('statically linked')) return [];
  return text.split('\n').flatMap((line) => {
    const [, name, resolved] = /^\s*(\S+)(?: => (\S+))? \(0x[0-9a-f]+\)$/.exec(line) ?? [];
    const file = resolved ?? name;
    return name === undefined || file === undefined || !file.startsWith('/') ? [] : [{ name, path: file }];
  });
}
