/** What an instance sees does not depend on the umask of whoever started it. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../runtimes/native.js';
import { run } from '../runtimes/process.js';

const DEADLINE_MS = 120_000;
const PROGRAM = path.join(projectRoot, 'scripts', 'twinbench.mjs');
/** The instance's own groups, where it sees any, lie below a folder of ours. */
const LOOK = [
  'umask; touch /file; mkdir /folder',
  "stat -c '%a %n' / /file /folder /dev/null /dev/shm /tmp /root /etc/passwd /usr/bin/node",
  "find /sys/fs/cgroup -path '*twinbench*' -type d ! -perm 755 2>/dev/null",
].join('; ');
const SEEN = `0022
755 /
644 /file
755 /folder
666 /dev/null
1777 /dev/shm
1777 /tmp
700 /root
444 /etc/passwd
555 /usr/bin/node
`;

test.each([
  ['container', '022'],
  ['bare', '077'],
  ['container', '077'],
  ['vm', '077'],
])('%s, started with umask %s, sees the usual modes and has umask 022', async (environment, umask) => {
  const exec = `umask ${umask}; exec "$0" "$@"`;
  const { stdout } = await run(
    'sh',
    ['-c', exec, process.execPath, PROGRAM, 'exec', '--environment', environment, '--', 'sh', '-c', LOOK],
    { deadlineMs: DEADLINE_MS },
  );
  expect(stdout).toBe(SEEN);
});
