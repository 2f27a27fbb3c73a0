import { type ChildProcess, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { release } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, it } from 'vitest';
import { runsFolder } from '../cgroup/layout.js';
import { detectCgroups, sweepCgroups } from '../cgroup.js';
import { InstanceError } from '../errors.js';
import { hasOrdinaryUser, orSkipped } from '../fixtures/ordinary-user.js';
import type { Image } from '../images/image.js';
import { makeBusyboxImage } from '../launcher/fixtures/busybox-image.js';
import { trialFolder } from '../launcher/fixtures/trial-folder.js';
import { MEBIBYTE, Trial, type TrialOptions } from '../launcher/fixtures/trial-instance.js';
import { projectRoot } from '../native.js';
import { asOrdinaryUser, hold as holdPlace } from './fixtures/subjects.js';
import { NamespaceRuntime } from './namespace-runtime.js';

const runtime = new NamespaceRuntime();
const { site } = await detectCgroups();
const hasCgroups = site !== undefined;
const base = trialFolder('tw-namespace-');
let image: Image;

function start(argv: readonly [string, ...string[]], options?: TrialOptions): Promise<Trial> {
  return Trial.start(runtime, image, base, argv, options);
}

/** Output and end of a shell line in a container of its own. */
async function shell(line: string, options?: TrialOptions): ReturnType<typeof Trial.run> {
  return Trial.run(runtime, image, base, ['sh', '-c', line], options);
}

function hold(kind: 'container' | 'bare', command: readonly string[], wrapper: readonly string[] = []): ChildProcess {
  return holdPlace(kind, { rootfs: image.rootfs, base }, command, wrapper);
}

async function* readLines(child: ChildProcess): AsyncGenerator<Record<string, unknown>> {
  if (child.stdout === null) throw new Error('no stdout');
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line);
}

beforeAll(async () => {
  const probe = path.join(base, 'syscall-probe');
  const source = path.join(projectRoot, 'runtimes', 'namespace', 'fixtures', 'syscall-probe.c');
  execFileSync('cc', ['-D_GNU_SOURCE', '-static', '-O1', '-o', probe, source]);
  image = await makeBusyboxImage(path.join(base, 'rootfs'), { probe });
  await runtime.prepare();
});

describe('a container', () => {
  it('runs a command with the host kernel as root, under its own PID 1, and tells its exit code', async () => {
    const { exit, trial } = await shell('uname -r; id -u; cat /proc/1/comm; hostname; exit 7');
    expect(exit).toMatchObject({ kind: 'exited', code: 7 });
    expect(trial.text).toBe(`${release()}\n0\nsupervisor\n${trial.instance.id}\n`);
  });

  it('carries 10 MB through stdin and stdout unchanged', async () => {
    const bytes = randomBytes(10 * MEBIBYTE);
    const trial = await start(['cat']);
    await trial.feed(bytes);
    expect(trial.stdout.equals(bytes)).toBe(true);
  });

  it('has six namespaces of its own', async () => {
    const names = ['mnt', 'pid', 'net', 'uts', 'ipc', 'cgroup'];
    const { trial } = await shell(`for n in ${names.join(' ')}; do readlink /proc/self/ns/$n; done`);
    const host = names.map((name) => execFileSync('readlink', [`/proc/self/ns/${name}`]).toString());
    const inside = trial.text.trim().split('\n');
    expect(inside).toHaveLength(names.length);
    expect(inside.filter((link, index) => host[index]?.trim() === link)).toEqual([]);
  });

  it('sees its own control group as the root, no host process, no host mount and no cgroup mount', async () => {
    const { trial } = await shell('cat /proc/self/cgroup; echo; ls /proc | grep -E "^[0-9]+$"; echo; cat /proc/self/mountinfo');
    const [groups = '', pids = '', mounts = ''] = trial.text.split('\n\n');
    expect(groups.split('\n').filter((line) => !/:\/$/.test(line))).toEqual([]);
    expect(pids.split('\n').length).toBeLessThan(6);
    expect(mounts).not.toContain(' - cgroup');
    expect(mounts.split('\n').filter((line) => / \/ /.test(line))).not.toEqual([]);
    expect(mounts).not.toContain('/old');
    const types = mounts
      .trim()
      .split('\n')
      .map((line) => / - (\w+)/.exec(line)?.[1] ?? '');
    expect([...new Set(types)].sort()).toEqual(['devpts', 'mqueue', 'overlay', 'proc', 'sysfs', 'tmpfs']);
  });

  it('mounts root and /tmp without devices and set-user-id, /sys read-only', async () => {
    const { trial } = await shell('awk \'$2=="/"||$2=="/tmp"||$2=="/sys"{print $2,$4}\' /proc/mounts');
    const options = Object.fromEntries(
      trial.text
        .trim()
        .split('\n')
        .map((line) => line.split(' ') as [string, string]),
    );
    expect(options['/']).toMatch(/^rw,nosuid,nodev/);
    expect(options['/tmp']).toMatch(/^rw,nosuid,nodev/);
    expect(options['/sys']).toMatch(/^ro,nosuid,nodev/);
  });

  it.each([
    'echo 1 > /proc/sys/vm/drop_caches',
    'echo h > /proc/sysrq-trigger',
    'echo 0 > /proc/irq/default_smp_affinity',
    'mount -t tmpfs none /tmp',
    'mount -o remount,rw /proc/sys',
    'umount /proc/sys',
    'unshare -m true',
    'unshare -U true',
    'mknod /tmp/disk b 8 0',
    'mknod /mem c 1 1',
    'insmod /etc/origin',
    'reboot -f',
    'swapoff -a',
    'hostname other',
    'dmesg',
    'echo x > /sys/power/state',
    'chmod 777 /proc/1/exe',
    'cat /etc/origin > /proc/1/exe',
    'ping -c 1 127.0.0.1',
  ])('refuses root: %s', async (line) => {
    const { exit, trial } = await shell(`( ${line} ) && echo allowed`);
    expect(trial.text).not.toContain('allowed');
    expect(exit.code).not.toBe(0);
  });

  it('answers refused system calls as a filter does, and kills foreign calling conventions', async () => {
    const refused = ['bpf', 'keyctl', 'add_key', 'request_key', 'userfaultfd', 'io_uring_setup', 'perf_event_open'];
    const privileged = [
      'mount',
      'fsopen',
      'pivot_root',
      'init_module',
      'kexec_load',
      'reboot',
      'open_by_handle_at',
      'setns',
      'clock_settime',
    ];
    const injected = ['tiocsti', 'tiocsti-high-bits', 'clone-user', 'clone-mount', 'unshare-user'];
    const names = [...refused, ...privileged, ...injected, 'clone3', 'unknown', 'socket', 'x32', 'i386'];
    const { trial } = await Trial.run(runtime, image, base, ['probe', ...names]);
    const answers = Object.fromEntries(
      trial.text
        .trim()
        .split('\n')
        .map((line) => [line.split(' ')[0], line.replace(/^\S+ /, '')]),
    );
    for (const name of [...refused, ...privileged, ...injected]) expect([name, answers[name]]).toEqual([name, 'EPERM']);
    expect(answers).toMatchObject({ clone3: 'ENOSYS', unknown: 'ENOSYS', socket: 'fine' });
    // A kernel without 32-bit emulation kills such a call itself, before any filter: the host's own answer says so.
    const unfiltered = execFileSync(path.join(base, 'syscall-probe'), ['i386'], { encoding: 'utf8' });
    const i386 = unfiltered.trim() === 'i386 signal 11' ? 'signal 11' : 'signal 31';
    if (process.arch === 'x64') expect(answers).toMatchObject({ x32: 'signal 31', i386 });
  });

  it('masks what the kernel tells of the host', async () => {
    const files = ['/proc/kcore', '/proc/keys', '/proc/timer_list', '/proc/interrupts', '/proc/sched_debug'];
    const present = files.filter((file) => existsSync(file));
    const { trial } = await shell(`for f in ${present.join(' ')}; do wc -c < $f; done; ls /sys/firmware | wc -l`);
    expect(trial.text.trim().split('\n')).toEqual([...present.map(() => '0'), '0']);
  });

  it('has the default device nodes, a terminal multiplexer of its own and loopback', async () => {
    const { trial } = await shell(
      'ls /dev | tr "\\n" " "; head -c 3 /dev/zero | wc -c; echo x > /dev/full; ls /dev/pts; ifconfig lo | grep -c "UP LOOPBACK"',
    );
    expect(trial.text).toMatch(/^fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero 3\n/);
    expect(trial.text).toMatch(/1\n$/);
    expect(trial.errors).toContain('No space left');
  });

  it('runs on the CPUs it was given', async () => {
    const { trial } = await shell('grep Cpus_allowed_list /proc/self/status', { cpuset: '0' });
    expect(trial.text).toBe('Cpus_allowed_list:\t0\n');
  });

  it('starts and ends beside many others', async () => {
    const runs = Array.from({ length: 12 }, (_, index) => shell(`echo ${String(index)}; exit ${String(index)}`));
    const ends = await Promise.all(runs);
    expect(ends.map(({ exit, trial }) => [exit.code, trial.text])).toEqual(ends.map((_, index) => [index, `${String(index)}\n`]));
  });

  it("cannot change the host's device nodes", async () => {
    const { trial } = await shell('chmod 600 /dev/null; chmod 600 /proc/1/fd/0; stat -c %a /dev/null');
    expect(trial.text).toBe('600\n');
    expect(statSync('/dev/null').mode & 0o777).toBe(0o666);
  });

  it('writes into its own folder and never into the image', async () => {
    const { trial } = await shell('echo changed > /etc/origin; rm /bin/vi; mkdir -m 000 /locked; cat /etc/origin');
    expect(trial.text).toBe('changed\n');
    expect(readFileSync(path.join(image.rootfs, 'etc', 'origin'), 'utf8')).toBe('image\n');
    expect(existsSync(path.join(image.rootfs, 'bin', 'vi'))).toBe(true);
    expect(existsSync(trial.directory)).toBe(false);
  });

  it('has images and folders with commas, colons and spaces in their paths', async () => {
    const odd = path.join(base, 'a,b:c d\\e');
    const other = await makeBusyboxImage(odd);
    const { exit } = await shell('exit 3', { image: other });
    expect(exit.code).toBe(3);
  });

  it('runs Node, whose C library falls back from clone3', async () => {
    const script = 'ldd $(which node) | grep -o "/[^ ]*" | sort -u';
    const needed = execFileSync('sh', ['-c', `${script}; which node`])
      .toString()
      .trim()
      .split('\n');
    const rootfs = path.join(base, 'node-rootfs');
    const withNode = await makeBusyboxImage(rootfs);
    for (const file of needed) execFileSync('cp', ['--parents', '-L', file, rootfs]);
    const code = "new (require('worker_threads').Worker)('console.log(6*7)',{eval:true})";
    const { exit, trial } = await Trial.run(runtime, withNode, base, [needed.at(-1) ?? 'node', '-e', code]);
    expect([exit.code, trial.text, trial.errors]).toEqual([0, '42\n', '']);
  });
});

describe('marks and delays', () => {
  it('come in order on one clock', async () => {
    const { trial } = await shell('printf SBE >&$TWINBENCH_MARK_FD');
    const order = ['spawn', 'launcher-start', 'isolating', 'supervisor-start', 'ready', 'workload-start', 'window-start'];
    expect(trial.marks.map(({ name }) => name)).toEqual([...order, 'window-end', 'workload-exit', 'stop-requested', 'stopped']);
    const instants = trial.marks.map(({ atNs }) => atNs);
    expect([...instants].sort((a, b) => Number(a - b))).toEqual(instants);
  });

  it.each([
    ['launch', ['launcher-start', 'isolating']],
    ['isolate', ['isolating', 'supervisor-start']],
    ['supervise', ['supervisor-start', 'ready']],
  ] as const)('a delay of %s lies in its phase and in no other', async (point, [first, second]) => {
    const { trial } = await shell('true', { delaysMs: { [point]: 500 } });
    const delayed = trial.between(first, second);
    expect(delayed).toBeGreaterThanOrEqual(500);
    expect(trial.between('launcher-start', 'ready') - delayed).toBeLessThan(500);
  });
});

describe.skipIf(!hasCgroups)(`limits${hasCgroups ? '' : ' (skipped: no writable control group here)'}`, () => {
  it('kill at the memory limit and say so', async () => {
    const { exit, trial } = await shell('exec tail /dev/zero', { memoryBytes: 32 * MEBIBYTE });
    expect(exit).toMatchObject({ kind: 'signaled', code: 9 });
    expect(await trial.cgroup?.oomKills()).toBeGreaterThan(0);
  });

  it('stop a fork bomb, and the instance can still be ended', async () => {
    const trial = await start(['sh', '-c', 'f() { f | f & }; f; sleep 60'], { pidsMax: 32 });
    await expect.poll(() => trial.cgroup?.pidsRefusals(), { timeout: 20_000 }).toBeGreaterThan(0);
    expect((await trial.cgroup?.pids())?.length).toBeLessThanOrEqual(32);
    await trial.instance.stop();
    expect(existsSync(trial.directory)).toBe(false);
  });
});

describe('failures and the end', () => {
  it('names the step, the object and the cause', async () => {
    const missing = { ...image, rootfs: '/no/such/image' };
    const trial = await start(['true'], { image: missing });
    const failure: unknown = await trial.instance.ready.catch((error: unknown) => error);
    await trial.instance.stop();
    expect(failure).toBeInstanceOf(InstanceError);
    expect(failure).toMatchObject({ code: 'isolation-failed', detail: { step: 'mount overlay', errno: 'ENOENT' } });
  });

  it('leaves neither group nor folder when it cannot even be launched', async () => {
    const before = readdirSync(base);
    const impossible = start(['true'], { command: { argv: ['nul\0byte'] } });
    await expect(impossible).rejects.toMatchObject({ code: 'launch-failed', message: expect.stringContaining('NUL byte') });
    expect(readdirSync(base)).toEqual(before);
    const { trial } = await shell('true');
    const group = trial.cgroup?.unifiedPath ?? trial.cgroup?.legacyPaths['memory'];
    const runFolder = group === undefined ? base : path.dirname(group);
    expect(readdirSync(runFolder).filter((name) => name.startsWith('trial-'))).toEqual([]);
  });

  it('gives up at the boot deadline and can be stopped then', async () => {
    const trial = await start(['true'], { delaysMs: { isolate: 10_000 }, deadlines: { bootMs: 200, stopMs: 2_000 } });
    await expect(trial.instance.ready).rejects.toMatchObject({ code: 'boot-timed-out' });
    await trial.instance.stop();
    expect(existsSync(trial.directory)).toBe(false);
  });

  it('says when its supervisor was killed', async () => {
    const trial = await start(['sleep', '60']);
    await trial.instance.ready;
    process.kill(trial.instance.subjects.supervisorPid ?? 0, 'SIGKILL');
    await expect(trial.instance.exited).rejects.toThrow(/killed by signal 9/);
    await trial.instance.stop();
  });

  it('knows the processes to sample', async () => {
    const trial = await start(['sleep', '60']);
    await trial.instance.ready;
    const { supervisorPid, workloadPid } = trial.instance.subjects;
    await expect
      .poll(() => readFileSync(`/proc/${String(workloadPid)}/cmdline`, 'utf8'), { timeout: 10_000 })
      .toBe('sleep\x0060\0');
    expect(readFileSync(`/proc/${String(supervisorPid)}/comm`, 'utf8')).toBe('supervisor\n');
    await trial.instance.stop();
  });

  it('leaves no process, mount, group or folder, and may be asked to stop twice at once', async () => {
    const trial = await start(['sh', '-c', 'trap "" TERM; (setsid sleep 60 &); sleep 60']);
    await trial.instance.ready;
    const { supervisorPid } = trial.instance.subjects;
    await Promise.all([trial.instance.stop(), trial.instance.stop()]);
    expect(existsSync(`/proc/${String(supervisorPid)}`)).toBe(false);
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(trial.directory);
    const groups = [trial.cgroup?.unifiedPath, ...Object.values(trial.cgroup?.legacyPaths ?? {})];
    expect(groups.filter((group) => group !== undefined && existsSync(group))).toEqual([]);
    expect(existsSync(trial.directory)).toBe(false);
  });

  it.each(['container', 'bare'] as const)('a killed harness takes its %s instance along', async (kind) => {
    const harness = hold(kind, ['sh', '-c', 'setsid sleep 1234 & sleep 1234']);
    const { value } = await readLines(harness).next();
    harness.kill('SIGKILL');
    expect(listGroups(harness.pid).length > 0).toBe(hasCgroups);
    const pids = [Number(value?.['supervisorPid']), Number(value?.['workloadPid'])];
    await expect.poll(() => pids.filter((pid) => existsSync(`/proc/${String(pid)}`)), { timeout: 10_000 }).toEqual([]);
    const commands = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(readCommand);
    expect(commands).not.toContain('sleep\x001234\0');
    await sweepCgroups();
    expect(listGroups(harness.pid)).toEqual([]);
  });
});

/** Folders of the runs of this process, in every hierarchy in use. */
function listGroups(pid: number | undefined): string[] {
  const bases = site === undefined ? [] : [...Object.values(site.legacy), ...(site.unified === undefined ? [] : [site.unified])];
  const parents = bases.map(runsFolder).filter((folder) => existsSync(folder));
  return parents.flatMap((folder) => readdirSync(folder)).filter((name) => name.startsWith(`run-${String(pid)}-`));
}

function readCommand(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

describe.skipIf(!hasOrdinaryUser)(`an ordinary user${orSkipped}`, () => {
  async function asUser(kind: 'container' | 'bare', line: string): Promise<Record<string, unknown>> {
    const child = hold(kind, ['sh', '-c', line], asOrdinaryUser(base));
    let last: Record<string, unknown> = {};
    for await (const value of readLines(child)) last = value;
    return last;
  }

  it('has a container: root inside, ordinary outside, equally confined', async () => {
    const result = await asUser(
      'container',
      'id -u; mount -t tmpfs x /tmp || mknod /m c 1 1 || mkdir -m 0 /own; head -c 2 /dev/urandom | wc -c',
    );
    expect(result).toMatchObject({ code: 0, stdout: '0\n2\n' });
    expect(String(result['stderr'])).toContain('mount: permission denied');
  });

  it('has bare instances', async () => {
    expect(await asUser('bare', 'id -u; echo x > /file; cat /file; exit 4')).toMatchObject({ code: 4, stdout: '0\nx\n' });
  });

  it('leaves no folder behind', async () => {
    const before = readdirSync(base);
    await asUser('container', 'mkdir -m 0 /own /tmp/own; rm -r /etc');
    expect(readdirSync(base)).toEqual(before);
  });
});
