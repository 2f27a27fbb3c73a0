import { expect, it } from 'vitest';
import { parseShow } from './kernel-package.js';

const UBUNTU = `Package: linux-image-6.8.0-45-generic
Architecture: amd64
Version: 6.8.0-45.45
Depends: kmod, linux-base (>= 4.5ubuntu1~16.04.1), linux-modules-6.8.0-45-generic
Recommends: grub-pc | grub-efi-amd64

Package: linux-image-6.8.0-45-generic
Version: 6.8.0-1.1
`;

it('reads name, version and dependencies of the first stanza', () => {
  expect(parseShow(UBUNTU)).toEqual({
    name: 'linux-image-6.8.0-45-generic',
    version: '6.8.0-45.45',
    depends: ['kmod', 'linux-base', 'linux-modules-6.8.0-45-generic'],
  });
});

it('takes alternatives apart and drops architectures', () => {
  expect(parseShow('Package: a\nVersion: 1\nDepends: b:any | c (= 2), d')?.depends).toEqual(['b', 'c', 'd']);
});

it('is absent for what is no package', () => {
  expect(parseShow('N: Unable to locate package')).toBeUndefined();
});
