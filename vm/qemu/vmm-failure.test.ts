import { describe, expect, it } from 'vitest';
import { explainEnd, explainTimeout, panicLine } from './vmm-failure.js';

const quiet = { step: 'kernel' as const, console: '', stderr: '' };
const exit = { event: 'exit' as const, kind: 'exited' as const, code: 1, userUs: 0, systemUs: 0 };

describe('explainEnd', () => {
  it('prefers the launcher, then a panic, then what QEMU said', () => {
    const error = { event: 'error' as const, step: 'exec', object: '/usr/bin/qemu', errno: 'ENOENT', message: 'no such file' };
    expect(explainEnd({ error }, quiet)).toMatchObject({ code: 'launch-failed', detail: { errno: 'ENOENT' } });
    const panicked = { ...quiet, console: '[ 1.0] Kernel panic - not syncing: VFS: no root\r\n', stderr: 'noise' };
    expect(explainEnd({ exit }, panicked).message).toBe(
      'The guest kernel panicked before the guest kernel started its init: VFS: no root',
    );
    const said = explainEnd({ exit }, { ...quiet, stderr: 'qemu: cannot set up RAM\nmore' });
    expect(said.message).toMatch(/exit code 1; QEMU says: qemu: cannot set up RAM$/);
    expect(said.code).toBe('vmm-failed');
  });

  it('calls an instance lost once its workload ran', () => {
    const killed = { ...exit, kind: 'signaled' as const, code: 9 };
    const failure = explainEnd({ exit: killed }, { ...quiet, step: 'workload', console: 'last\u001b[0m words\n' });
    expect(failure.code).toBe('instance-lost');
    expect(failure.message).toMatch(/killed by signal 9; the console's last line: last\?\[0m words$/);
  });
});

it('prefers what our init gave up with to what the kernel said after it', () => {
  const console = 'twinbench-supervisor: mount /image: Invalid argument\r\n[ 1.7] clocksource: Switched to clocksource tsc\r\n';
  const failure = explainEnd({ exit }, { ...quiet, step: 'init', console });
  expect(failure.message).toMatch(/; the guest's init says: mount \/image: Invalid argument$/);
});

it('says at which step a boot hung', () => {
  const failure = explainTimeout(5000, { ...quiet, step: 'init' });
  expect(failure).toMatchObject({ code: 'boot-timed-out', detail: { step: 'init' } });
  expect(failure.message).toContain('within 5000 ms: it hung before the supervisor was ready; the console is empty');
});

it('finds a panic only where there is one', () => {
  expect(panicLine('all is well')).toBeUndefined();
});
