import { expect, test } from 'vitest';
import { parseLdd, sharedLibraries } from './libraries.js';

const GLIBC = `\tlinux-vdso.so.1 (0x00007fa4b93fc000)
\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007fa4b9305000)
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007fa4b8e1e000)
\t/lib64/ld-linux-x86-64.so.2 (0x00007fa4b93fe000)
`;
const MUSL = `\t/lib/ld-musl-x86_64.so.1 (0x7f0000000000)
\tlibstdc++.so.6 => /usr/lib/libstdc++.so.6 (0x7f0000100000)
\tlibc.musl-x86_64.so.1 => /lib/ld-musl-x86_64.so.1 (0x7f0000000000)
`;

test('glibc: libraries and the loader, without the vdso', () => {
  expect(parseLdd(GLIBC, 'node')).toEqual([
    { name: 'libm.so.6', path: '/lib/x86_64-linux-gnu/libm.so.6' },
    { name: 'libc.so.6', path: '/lib/x86_64-linux-gnu/libc.so.6' },
    { name: '/lib64/ld-linux-x86-64.so.2', path: '/lib64/ld-linux-x86-64.so.2' },
  ]);
});

test('musl: the loader under both of its names', () => {
  expect(parseLdd(MUSL, 'node').map(({ name }) => name)).toEqual([
    '/lib/ld-musl-x86_64.so.1',
    'libstdc++.so.6',
    'libc.musl-x86_64.so.1',
  ]);
});

test('a missing library is named', () => {
  expect(() => parseLdd('\tlibx.so.1 => not found\n', '/usr/bin/node')).toThrow('/usr/bin/node needs libx.so.1');
});

test("the real loader finds this Node's libraries", async () => {
  const libraries = await sharedLibraries(process.execPath);
  expect(libraries.some(({ name }) => name.startsWith('libc.'))).toBe(true);
});
