import { describe, expect, it } from 'vitest';
import { encodeLaunchConfig, type LaunchConfig } from './launch-config.js';

const qemu: LaunchConfig = { mode: 'exec', path: '/usr/bin/qemu', argv: ['qemu', '-M', 'q35'] };

function encoded(config: LaunchConfig): string[] {
  const text = encodeLaunchConfig(config, 42).toString();
  expect(text.endsWith('\0')).toBe(true);
  return text.split('\0').slice(0, -1);
}

describe('encodeLaunchConfig', () => {
  it('holds what is given and nothing else', () => {
    expect(encoded(qemu)).toEqual(['mode=exec', 'parent=42', 'path=/usr/bin/qemu', 'arg=qemu', 'arg=-M', 'arg=q35']);
  });

  it('passes the environment, whose values may hold what separates entries', () => {
    expect(encoded({ ...qemu, env: { A: 'x=y' } })).toContain('env=A=x=y');
  });

  it('counts channels from the first descriptor that carries one', () => {
    const descriptors = [
      { from: 0, to: 3 },
      { from: 1, to: 4 },
      { from: 'stderr' as const, to: 2 },
    ];
    expect(encoded({ ...qemu, descriptors }).slice(-3)).toEqual(['fd=5:3', 'fd=6:4', 'fd=2:2']);
  });

  it('passes cgroups, user, root and delays', () => {
    const config: LaunchConfig = {
      mode: 'container',
      unifiedCgroup: '/u',
      legacyCgroups: ['/m', '/p'],
      userNamespace: { uid: 1000, gid: 100 },
      root: { lower: '/l', upper: '/up', work: '/w', merged: '/me' },
      delaysMs: { launch: 200 },
    };
    expect(encoded(config)).toEqual(
      expect.arrayContaining([
        'cgroup.unified=/u',
        'cgroup.tasks=/m/tasks',
        'cgroup.tasks=/p/tasks',
        'userns=1000:100',
        'lower=/l',
        'upper=/up',
        'work=/w',
        'merged=/me',
        'delayMs.launch=200',
      ]),
    );
  });

  it('refuses a NUL byte, which would start another entry', () => {
    expect(() => encodeLaunchConfig({ ...qemu, argv: ['a\0mode=bare'] }, 1)).toThrow(/NUL byte/);
  });
});
