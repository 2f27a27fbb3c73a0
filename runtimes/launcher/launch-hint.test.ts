import { describe, expect, it } from 'vitest';
import { launchHint } from './launch-hint.js';

describe('launchHint', () => {
  it('names the settings that refuse user namespaces, to ordinary users only', () => {
    expect(launchHint({ step: 'clone the instance', errno: 'EPERM' }, true)).toContain('max_user_namespaces');
    expect(launchHint({ step: 'clone the instance', errno: 'EPERM' }, false)).toBe('');
  });

  it('names a masked /proc, and no setting, where only that mount is refused', () => {
    const hint = launchHint({ step: 'mount', object: '/proc', errno: 'EPERM' }, true);
    expect(hint).toContain('/proc are masked');
    expect(hint).not.toContain('max_user_namespaces');
  });

  it('says where an overlay cannot be', () => {
    expect(launchHint({ step: 'mount overlay', errno: 'EINVAL' }, false)).toContain('ext4');
    expect(launchHint({ step: 'mount overlay', errno: 'ENODEV' }, false)).toContain('modprobe');
  });

  it('says nothing about what it does not know', () => {
    expect(launchHint({ step: 'exec', errno: 'ENOEXEC' }, false)).toBe('');
  });
});
