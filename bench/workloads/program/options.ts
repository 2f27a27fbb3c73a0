/** The program's command line: `workload.mjs ID --window-ms N [--settle-ms N]`. */

export interface ProgramOptions {
  readonly workloadId: string;
  readonly windowMs: number;
  /** Wait between the warm-up and the window, so that memory comes to rest. */
  readonly settleMs: number;
}

/** Parses the arguments after the program's own path. Kept by hand: an argument parser would cost its import in every start. @throws Error */
export function parseOptions(argv: readonly string[]): ProgramOptions {
  const [workloadId, ...flags] = argv;
  if (workloadId === undefined || workloadId.startsWith('-')) throw new Error('the first argument must be the id of a workload');
  const numbers = { '--window-ms': undefined as number | undefined, '--settle-ms': 0 as number | undefined };
  for (let index = 0; index < flags.length; index += 2) {
    const flag = flags[index];
    if (flag !== '--window-ms' && flag !== '--settle-ms') throw new Error(`unknown argument ${String(flag)}`);
    numbers[flag] = parseMilliseconds(flag, flags[index + 1]);
  }
  if (numbers['--window-ms'] === undefined) throw new Error('--window-ms is missing');
  return { workloadId, windowMs: numbers['--window-ms'], settleMs: numbers['--settle-ms'] ?? 0 };
}

function parseMilliseconds(flag: string, text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text))
    throw new Error(`${flag} needs a whole number of milliseconds, got ${String(text)}`);
  return Number(text);
}
