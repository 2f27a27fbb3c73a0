import { describe, expect, it } from 'vitest';
import { launchHint } from './launch-hint.js';

describe('launchHint', () => {
  it('names the settings that refuse user namespaces, to ordinary users only', () => {
    expect(launchHint('clone the instance', 'EPERM', true)).toContain('max_user_namespaces');
    expect(launchHint('clone the instance', 'EPERM', false)).toBe('');
  });

  it('says where an overlay cannot be', () => {
    expect(launchHint('mount overlay', 'EINVAL', false)).toContain('ext4');
    expect(launchHint('mount overlay', 'ENODEV', false)).toContain('modprobe');
  });

  it('says nothing about what it does not know', () => {
    expect(launchHint('exec', 'ENOEXEC', false)).toBe('');
  });
});
