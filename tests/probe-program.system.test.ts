/** The program that states facts about where it runs, on the host itself. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nativeProgram, projectRoot } from '../runtimes/native.js';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';

describe('the probe program', () => {
  it('makes no kernel panic that may be the host’s', async () => {
    const probe = await nativeProgram('probe');
    const bootId = readFileSync(BOOT_ID, 'utf8').trim();
    for (const argument of [bootId, '', bootId.slice(1), `${bootId} `]) {
      const { status, stderr } = spawnSync(probe, ['panic', argument]);
      expect([status, stderr.toString()]).toEqual([2, expect.stringContaining('nothing was done')]);
    }
  });

  it('answers line by line, and says how it is used', async () => {
    const probe = await nativeProgram('probe');
    expect(execFileSync(probe, ['answer'], { input: '\n\n' }).toString()).toMatch(/^(\{"fact":"alive","value":\d+\}\n){2}$/);
    const { status, stderr } = spawnSync(probe, ['fact']);
    expect([status, stderr.toString()]).toEqual([64, expect.stringContaining('usage')]);
  });

  it('changes nothing of the host', async () => {
    const probe = await nativeProgram('probe');
    const state = () =>
      [
        '/proc/sys/kernel/hostname',
        '/proc/sys/kernel/core_pattern',
        '/proc/swaps',
        '/proc/mounts',
        '/proc/sysvipc/msg',
        '/proc/sysvipc/shm',
        '/proc/sysvipc/sem',
        BOOT_ID,
      ]
        .map((file) => readFileSync(file, 'utf8'))
        .join('\n');
    const before = state();
    execFileSync(probe, ['facts'], { cwd: projectRoot });
    expect(state()).toBe(before);
  });
});
