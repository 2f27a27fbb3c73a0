/** The two programs of an instance that shares the host's kernel. */
import path from 'node:path';
import { nativeProgram } from '../native.js';
import type { InstancePrograms } from './supervised-instance.js';

/** @throws CommandFailure – no compiler, or it refused */
export async function compilePrograms(): Promise<InstancePrograms> {
  const [launcher, supervisor] = await Promise.all([nativeProgram('launcher'), nativeProgram('supervisor')]);
  return { launcher, supervisor };
}

/** Names the compiled launcher and supervisor exactly: the first digits of their content keys. */
export function programVersion({ launcher, supervisor }: InstancePrograms): string {
  return [launcher, supervisor].map((program) => path.basename(path.dirname(program)).slice(0, 8)).join('-');
}
