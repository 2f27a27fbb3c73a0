import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { writeCpio } from './cpio.js';

const cpioIsThere = spawnSync('cpio', ['--version']).status === 0;

describe('writeCpio', () => {
  const archive = writeCpio([
    { kind: 'directory', path: 'dev', mode: 0o755 },
    { kind: 'character-device', path: 'dev/console', mode: 0o600, major: 5, minor: 1 },
    { kind: 'file', path: 'init', mode: 0o755, content: Buffer.from('abc') },
    { kind: 'file', path: 'empty', mode: 0o644, content: new Uint8Array(0) },
  ]);

  it.skipIf(!cpioIsThere)('is what cpio itself reads (skipped where cpio is not installed)', () => {
    const listing = execFileSync('cpio', ['-itv', '--quiet', '--numeric-uid-gid'], { input: archive }).toString();
    const lines = listing.trim().split('\n');
    expect(lines.map((line) => line.split(/\s+/)[0])).toEqual(['drwxr-xr-x', 'crw-------', '-rwxr-xr-x', '-rw-r--r--']);
    expect(lines[1]).toMatch(/ 0 +0 +5, +1 .* dev\/console$/);
    expect(execFileSync('cpio', ['-i', '--quiet', '--to-stdout', 'init'], { input: archive }).toString()).toBe('abc');
  });

  it('aligns every member and gives equal bytes for equal entries', () => {
    expect(archive.length % 4).toBe(0);
    const again = writeCpio([{ kind: 'file', path: 'a', mode: 0o644, content: Buffer.from('x') }]);
    expect(again).toEqual(writeCpio([{ kind: 'file', path: 'a', mode: 0o644, content: Buffer.from('x') }]));
  });
});
