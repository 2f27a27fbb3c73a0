/** A command of the user's own: its window is from its start to its exit. */
import type { LifeEnding, Workload, WorkloadLife } from './workload.js';

export const COMMAND_WORKLOAD = 'command';

/** As a shell says it. */
const SIGNALLED = 128;

export const command: Workload = {
  definition: {
    id: COMMAND_WORKLOAD,
    version: '1',
    title: 'Command',
    operation: 'one run of the command, from its start to its exit',
    parameters: {},
    usesDisk: false,
  },
  live,
};

/** What it prints goes to stderr, for stdout is the report's. */
async function live({ signal, command: [program, ...args] }: WorkloadLife): Promise<LifeEnding> {
  if (program === undefined) throw new Error('the command is missing');
  const [{ spawn }, { constants }] = await Promise.all([import('node:child_process'), import('node:os')]);
  signal('B');
  const startNs = process.hrtime.bigint();
  const child = spawn(program, args, { stdio: ['ignore', 2, 2] });
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, killedBy) => resolve(code ?? SIGNALLED + (killedBy === null ? 0 : constants.signals[killedBy])));
  });
  const windowNs = process.hrtime.bigint() - startNs;
  signal('E');
  return { windowNs, verified: true, operations: 1, ...(exitCode !== 0 && { exitCode }) };
}
