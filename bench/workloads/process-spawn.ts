/** Process creation: fork, exec, page tables, exit, wait. */
import type { PreparedWorkload, Workload } from './workload.js';

const PROGRAM = '/bin/busybox';

export const processSpawn: Workload = {
  definition: {
    id: 'process-spawn',
    version: '1',
    title: 'Process spawn',
    operation: `start ${PROGRAM} true from Node and wait for its end`,
    parameters: { program: PROGRAM },
    usesDisk: false,
  },
  prepare,
};

async function prepare(): Promise<PreparedWorkload> {
  const { spawn } = await import('node:child_process');
  const run = () =>
    new Promise<string>((resolve, reject) => {
      const child = spawn(PROGRAM, ['true'], { stdio: 'ignore' });
      child.once('error', reject);
      child.once('exit', (code) => resolve(String(code)));
    });
  return { run, expected: '0' };
}
