/** Runs programs of e2fsprogs. They lie where only root's PATH looks. */
import { variable } from '../../runtimes/environment.js';
import { type CommandOutput, run } from '../../runtimes/process.js';

const DEADLINE_MS = 300_000;
/** 2020-01-01, in place of the time of making. */
const FIXED_TIME = '1577836800';

/** @throws CommandError – missing, or it failed */
export function runE2fs(program: string, args: readonly string[]): Promise<CommandOutput> {
  const PATH = `${variable('PATH') ?? '/usr/bin:/bin'}:/usr/sbin:/sbin`;
  const env = { PATH, E2FSPROGS_FAKE_TIME: FIXED_TIME, SOURCE_DATE_EPOCH: FIXED_TIME };
  return run(program, args, { deadlineMs: DEADLINE_MS, env });
}
