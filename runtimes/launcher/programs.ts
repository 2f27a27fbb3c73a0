/** The program behind every instance that shares the host's kernel. */
import path from 'node:path';
import { nativeProgram } from '../native.js';

/** @throws CommandError – no compiler, or it refused */
export function compileLauncher(): Promise<string> {
  return nativeProgram('launcher');
}

/** Names the compiled launcher exactly: the first digits of its content key. */
export function launcherVersion(launcher: string): string {
  return path.basename(path.dirname(launcher)).slice(0, 8);
}
