import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { nativeProgram, projectRoot } from '../native.js';
import { sealProgram } from './sealed-program.js';

const FORBID = 'echo 2 > /proc/sys/vm/memfd_noexec && exec "$@"';
const canForbid = process.getuid?.() === 0 && existsSync('/proc/sys/vm/memfd_noexec');

describe('sealProgram', () => {
  it('makes a copy that runs, and that not even root can change', async () => {
    const program = await nativeProgram('memfd-seal');
    const sealed = await sealProgram(program);
    expect(sealed).not.toBe(program);
    expect(readFileSync(sealed).equals(readFileSync(program))).toBe(true);
    expect(spawnSync(sealed, []).stderr.toString()).toContain('expected one argument');
    expect(spawnSync('sh', ['-c', 'echo spoilt > "$0"', sealed]).status).not.toBe(0);
    expect(() => truncateSync(sealed, 0)).toThrow(/EPERM/);
    const writable = openSync(sealed, 'r+');
    expect(() => writeSync(writable, 'spoilt')).toThrow(/EPERM/);
    closeSync(writable);
    expect(readFileSync(sealed).equals(readFileSync(program))).toBe(true);
  });

  it('names what it cannot copy', async () => {
    await expect(sealProgram('/no/such/program')).rejects.toThrow('/no/such/program could not be copied into memory: ');
  });

  it.skipIf(!canForbid)(
    `gives the program itself where memory may not be run${canForbid ? '' : ' (skipped: needs root and the sysctl vm.memfd_noexec)'}`,
    () => {
      // The setting belongs to a PID namespace, and cannot be lowered again.
      const module = path.join(projectRoot, 'dist', 'runtimes', 'launcher', 'sealed-program.js');
      const code = `console.log(await (await import(${JSON.stringify(module)})).sealProgram('/bin/true'))`;
      const args = [
        '--pid',
        '--fork',
        '--mount-proc',
        'sh',
        '-c',
        FORBID,
        'sh',
        process.execPath,
        '--input-type=module',
        '-e',
        code,
      ];
      expect(execFileSync('unshare', args).toString()).toBe('/bin/true\n');
    },
  );
});
