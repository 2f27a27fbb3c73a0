/** The program's command line: `workload.mjs ID --window-ms N [--settle-ms N] [--set-NAME N]… [-- COMMAND ARG…]`. */

export interface ProgramOptions {
  readonly workloadId: string;
  readonly windowMs: number;
  /** Wait between the warm-up and the window, so that memory comes to rest. */
  readonly settleMs: number;
  /** What this trial tells the workload besides, by name; whole numbers. */
  readonly settings: Readonly<Record<string, number>>;
  /** Empty for all workloads but the one that runs it. */
  readonly command: readonly string[];
}

/** Parses the arguments after the program's own path. Kept by hand: an argument parser would cost its import in every start. @throws Error */
export function parseOptions(argv: readonly string[]): ProgramOptions {
  const end = argv.indexOf('--');
  const [workloadId, ...flags] = end < 0 ? argv : argv.slice(0, end);
  const command = end < 0 ? [] : argv.slice(end + 1);
  if (workloadId === undefined || workloadId.startsWith('-')) throw new Error('the first argument must be the id of a workload');
  const numbers = { '--window-ms': undefined as number | undefined, '--settle-ms': 0 as number | undefined };
  const settings: Record<string, number> = {};
  for (let index = 0; index < flags.length; index += 2) {
    const flag = flags[index];
    if (flag?.startsWith('--set-') === true) {
      settings[flag.slice('--set-'.length)] = parseWhole(flag, flags[index + 1]);
      continue;
    }
    if (flag !== '--window-ms' && flag !== '--settle-ms') throw new Error(`unknown argument ${String(flag)}`);
    numbers[flag] = parseWhole(flag, flags[index + 1]);
  }
  if (numbers['--window-ms'] === undefined) throw new Error('--window-ms is missing');
  return { workloadId, windowMs: numbers['--window-ms'], settleMs: numbers['--settle-ms'] ?? 0, settings, command };
}

function parseWhole(flag: string, text: string | undefined): number {
  if (text === undefined || !/^\d{1,12}$/.test(text)) throw new Error(`${flag} needs a whole number, got ${String(text)}`);
  return Number(text);
}
