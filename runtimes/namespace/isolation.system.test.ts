/** What a process inside finds of the host: nothing that it could read, write, signal or keep, as root of the host and as an ordinary user. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { hasCode } from '../errno.js';
import { AS_ORDINARY_USER, hasOrdinaryUser, isRoot, orSkipped } from '../fixtures/ordinary-user.js';
import type { Image } from '../images/image.js';
import { makeBusyboxImage } from '../launcher/fixtures/busybox-image.js';
import { trialFolder } from '../launcher/fixtures/trial-folder.js';
import { Trial } from '../launcher/fixtures/trial-instance.js';
import { projectRoot } from '../native.js';
import { asOrdinaryUser, type Held, heldShell } from './fixtures/subjects.js';
import { NamespaceRuntime } from './namespace-runtime.js';

const runtime = new NamespaceRuntime();
/** What Docker and Podman give by default, without AUDIT_WRITE, MKNOD, NET_RAW and SETFCAP. */
const KEPT = [0, 1, 3, 4, 5, 6, 7, 8, 10, 18].reduce((mask, capability) => mask | (1n << BigInt(capability)), 0n);
/** What a generous host would give to the harness; this one's root may lack the capability to give it all. */
const GENEROUS = ['--rtprio=50:50', '--nice=40:40', '--core=unlimited', '--nofile=2000000:2000000'];
const GRANTED = isRoot ? GENEROUS.filter((limit) => spawnSync('prlimit', [limit, 'true']).status === 0) : [];
const refused = GENEROUS.filter((limit) => !GRANTED.includes(limit));
const missing = refused.length === 0 ? '' : ` (without ${refused.join(', ')}, which this host refuses its root)`;
const base = trialFolder('tw-isolation-');
let image: Image;

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

beforeAll(async () => {
  image = await makeBusyboxImage(path.join(base, 'rootfs'));
  await runtime.prepare();
});

const SUBJECTS = [
  { who: 'this user', wrapper: () => [], possible: true },
  {
    who: `an ordinary user${orSkipped}`,
    wrapper: asOrdinaryUser,
    possible: hasOrdinaryUser,
  },
];

for (const { who, wrapper, possible } of SUBJECTS) {
  describe.skipIf(!possible)(`a container of ${who}`, () => {
    const inside = async (line: string): Promise<Held> => heldShell(image, base, line, wrapper(base));
    const told = async (line: string): Promise<string[]> => lines((await inside(line)).stdout);

    it('holds only its streams and the mark pipe open', async () => {
      const each = 'for fd in $(seq 0 63); do readlink /proc/$$/fd/$fd && echo $fd; done';
      const { stdout } = await inside(`${each}; echo "mark $TWINBENCH_MARK_FD"`);
      const mark = String(/mark (\d+)\n$/.exec(stdout)?.[1]);
      expect(stdout.replace(/pipe:\[\d+\]/g, 'pipe')).toBe(`pipe\n0\npipe\n1\npipe\n2\npipe\n${mark}\nmark ${mark}\n`);
    });

    it("cannot look into its supervisor, whose stream and program are the host's", async () => {
      const attempts = [
        'readlink /proc/1/fd/3',
        'echo > /proc/1/fd/3',
        'readlink /proc/1/exe',
        'cat /proc/1/exe',
        'echo > /proc/1/exe',
        '/proc/1/exe',
        'readlink /proc/1/root',
        'ls /proc/1/root/',
        'readlink /proc/1/cwd',
        'cat /proc/1/environ',
        'cat /proc/1/maps',
        'head -c 1 /proc/1/mem',
        'cat /proc/1/stack',
      ];
      const found = await told(attempts.map((line, index) => `(${line}) > /dev/null && echo ${String(index)}`).join('; '));
      expect(found.map((index) => attempts[Number(index)])).toEqual([]);
    });

    it('is not told where on the host its files lie', async () => {
      const { stdout } = await inside('cat /proc/self/mountinfo /proc/self/mounts /proc/self/mountstats');
      expect(stdout).toContain('lowerdir=/proc/self/fd/');
      for (const place of [base, image.rootfs, projectRoot, path.basename(base)]) expect(stdout).not.toContain(place);
    });

    it('has no set-user-id programs and no devices but those of /dev on any mount', async () => {
      const mounts = (await told('cat /proc/mounts')).map((line) => line.split(' '));
      expect(mounts.length).toBeGreaterThan(10);
      const without = (option: string) => mounts.filter(([, , , options]) => !options?.split(',').includes(option));
      expect(without('nosuid')).toEqual([]);
      const withDevices = without('nodev').map(([, place = '']) => place);
      const masks = (place: string) => place.startsWith('/proc/') || place.startsWith('/dev/');
      expect(withDevices.filter((place) => place !== '/dev' && !masks(place))).toEqual([]);
      const [covers = ''] = await told(
        `stat -c %F ${withDevices.filter((place) => place.startsWith('/proc/')).join(' ')} | sort -u`,
      );
      expect(covers).toBe('character special file');
    });

    it('gets no mounts of the host later, and gives none', async () => {
      const found = await told('cat /proc/self/mountinfo');
      expect(found.filter((line) => / (shared|master):\d+/.test(line))).toEqual([]);
    });

    it('has the listed capabilities at most, and none to inherit', async () => {
      const { stdout } = await inside('grep -h -E "^(Cap|NoNewPrivs|Seccomp:)" /proc/1/status /proc/self/status');
      const sets = [...stdout.matchAll(/^Cap(\w+):\s+([0-9a-f]+)$/gm)].map(([, name = '', mask = '']) => [
        name,
        BigInt(`0x${mask}`),
      ]);
      const full = [
        ['Inh', 0n],
        ['Prm', KEPT],
        ['Eff', KEPT],
        ['Bnd', KEPT],
        ['Amb', 0n],
      ];
      expect(sets).toEqual([...full, ...full]);
      expect(stdout.match(/NoNewPrivs:\s+1\n/g)).toHaveLength(2);
      expect(stdout.match(/Seccomp:\s+2\n/g)).toHaveLength(2);
    });

    it('cannot write a setting of the kernel, not even one of its own namespaces', async () => {
      const settings = [
        'kernel/core_pattern',
        'kernel/hostname',
        'kernel/modprobe',
        'net/ipv4/ip_forward',
        'vm/overcommit_memory',
      ];
      const known = settings.filter((name) => existsSync(`/proc/sys/${name}`));
      const { stdout, stderr } = await inside(
        known.map((name) => `cat /proc/sys/${name} > /tmp/value && cp /tmp/value /proc/sys/${name} && echo written`).join('; '),
      );
      expect(stdout).toBe('');
      expect(stderr.match(/Read-only file system/g)?.length).toBe(known.length);
    });

    it('can open nothing in /proc for writing but what is of its own processes or shown empty', async () => {
      const own = '\\( -path "/proc/[0-9]*" -o -path /proc/self -o -path /proc/thread-self \\) -prune -o';
      const opened = 'while read -r file; do { true >> "$file"; } 2> /dev/null && echo "$file"; done';
      const found = await told(`find /proc ${own} -type f -perm /222 -print | ${opened}`);
      // Pressure: notifications about the own load, which the kernel limits for whoever lacks CAP_SYS_RESOURCE.
      expect(found.filter((file) => !file.startsWith('/proc/pressure/'))).toEqual([]);
    });

    it('sees no network, IPC object or shared memory but its own', async () => {
      const name = `\0tw-isolation-${String(process.pid)}`;
      const server = createServer().listen({ path: name });
      const id = /(\d+)/.exec(execFileSync('ipcmk', ['-M', '4096'], { encoding: 'utf8' }))?.[1] ?? '';
      try {
        expect(readFileSync('/proc/net/unix', 'utf8')).toContain(name.slice(1));
        const { stdout } = await inside(
          'cat /proc/net/unix; cat /proc/sysvipc/shm /proc/sysvipc/sem /proc/sysvipc/msg; ls -A /dev/shm /dev/mqueue',
        );
        expect(stdout).not.toContain(name.slice(1));
        expect(stdout.match(/^\s*key\s/gm)).toHaveLength(3);
        expect(stdout).not.toMatch(/^\s+\d/m);
        expect(await told('tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d " "; ls /sys/class/net 2>/dev/null')).toContain('lo');
        expect(
          (await told('tail -n +3 /proc/net/dev')).filter(
            (line) => !/^\s*lo:/.test(line) && !/^\s*(tunl|sit|gre|ip6|erspan|ip_vti)\w*:/.test(line),
          ),
        ).toEqual([]);
      } finally {
        execFileSync('ipcrm', ['-m', id]);
        server.close();
      }
    });

    it('sees no process of the host and can signal none', async () => {
      const outside = spawn('sleep', ['60']);
      const line = `kill -9 ${String(outside.pid)}; for p in /proc/[0-9]*; do cat $p/comm; done | sort -u`;
      const names = await told(line);
      expect(names.filter((name) => !['cat', 'sh', 'sort', 'supervisor', 'busybox'].includes(name))).toEqual([]);
      expect(outside.exitCode ?? outside.signalCode).toBe(null);
      outside.kill();
    });

    it('has limits of its own', async () => {
      const limits = await told('cat /proc/self/limits');
      const limit = (name: string) =>
        limits
          .find((line) => line.startsWith(name))
          ?.slice(26)
          .trim()
          .split(/\s+/);
      expect(limit('Max open files')?.[0]).toBe('1024');
      expect(Number(limit('Max open files')?.[1])).toBeLessThanOrEqual(524288);
      expect(limit('Max realtime priority')?.slice(0, 2)).toEqual(['0', '0']);
      expect(limit('Max nice priority')?.slice(0, 2)).toEqual(['0', '0']);
      expect(['0', '1']).toContain(limit('Max core file size')?.[1]);
    });

    it('is not protected from the OOM killer, nor can it protect itself', async () => {
      const attempt = 'for s in -1 -500 -1000; do echo $s > /proc/self/oom_score_adj && echo protected; done';
      const found = await told(`cat /proc/1/oom_score_adj /proc/self/oom_score_adj; ${attempt}`);
      expect(found.map(Number).every((score) => score >= 0)).toBe(true);
      expect(found).toHaveLength(2);
    });
  });
}

describe.skipIf(!isRoot)(`a container of root${isRoot ? '' : ' (skipped: not root)'}`, () => {
  it('leaves to another user no capability at all, also after exec', async () => {
    const { trial } = await Trial.run(runtime, image, base, ['sh', '-c', 'id; grep -E "^(Cap|Groups)" /proc/self/status'], {
      command: { uid: 1000, gid: 1000 },
    });
    expect(trial.text).toContain('uid=1000 gid=1000');
    const masks = Object.fromEntries(
      [...trial.text.matchAll(/^Cap(\w+):\s+([0-9a-f]+)$/gm)].map(([, name, mask]) => [name, mask]),
    );
    const none = '0'.repeat(16);
    expect(masks).toEqual({ Inh: none, Prm: none, Eff: none, Bnd: KEPT.toString(16).padStart(16, '0'), Amb: none });
    expect(trial.text).toMatch(/^Groups:\s*$/m);
  });

  it(`inherits neither groups, limits nor protection from who started the harness${missing}`, async () => {
    const generous = ['setpriv', '--groups=4242,4343', 'prlimit', ...GRANTED];
    const protect = ['sh', '-c', '(echo -700 > /proc/$$/oom_score_adj) 2> /dev/null; exec "$@"', 'sh'];
    const line =
      'cat /proc/1/limits /proc/self/limits | grep -E "core|files|realtime pri|nice"; grep Groups /proc/1/status /proc/self/status; cat /proc/1/oom_score_adj; echo -700 > /proc/self/oom_score_adj; cat /proc/self/oom_score_adj';
    const { stdout } = await heldShell(image, base, line, [...generous, ...protect]);
    expect(stdout).not.toMatch(/4242|4343|2000000|unlimited|\b50\b|\b40\b|-700/);
    // 0 instead of our 1 where the host grants no core file at all, and in a supervisor with AddressSanitizer, which turns them off for itself.
    expect(stdout.match(/^Max core file size\s+[01]\s+[01]\s/gm)).toHaveLength(2);
    expect(stdout.match(/^Max open files\s+1024\s+\d{4,6}\s/gm)).toHaveLength(2);
    expect(stdout).toMatch(/\n0\n0\n$/);
  });

  it('leaves no program with its rights where another user of the host could run it', async () => {
    const trial = await Trial.start(runtime, image, base, [
      'sh',
      '-c',
      'cp /bin/busybox /armed; chmod 6755 /armed; echo made; sleep 60',
    ]);
    await expect.poll(() => trial.text, { timeout: 20_000 }).toBe('made\n');
    const armed = path.join(trial.directory, 'upper', 'armed');
    const [program, ...args] = AS_ORDINARY_USER;
    // By way of a shell: setpriv itself still has root's capabilities when it runs a program.
    const others = spawnSync(program, [...args, 'sh', '-c', `${armed}; stat ${armed}`], { encoding: 'utf8' });
    const isMade = existsSync(armed);
    await trial.instance.stop();
    expect(isMade).toBe(true);
    expect(others.stdout).toBe('');
    expect(others.stderr.match(/Permission denied/g)).toHaveLength(2);
  });

  it('has a supervisor with no more descriptors than it needs, none of them to a file of the host', async () => {
    const trial = await Trial.start(runtime, image, base, ['sleep', '60']);
    await trial.instance.ready;
    const folder = `/proc/${String(trial.instance.subjects.supervisorPid)}/fd`;
    const targets = await vi.waitUntil(() => openFiles(folder));
    await trial.instance.stop();
    expect(
      targets.filter((target) => !/^(\/dev\/null|pipe:|socket:|anon_inode:\[(signalfd|eventpoll|pidfd)\])/.test(target)),
    ).toEqual([]);
    expect(targets.filter((target) => target.startsWith('socket:'))).toHaveLength(1);
  });

  it("has a first process whose program is a sealed copy, not the host's file", async () => {
    const trial = await Trial.start(runtime, image, base, ['sleep', '60']);
    await trial.instance.ready;
    const program = `/proc/${String(trial.instance.subjects.supervisorPid)}/exe`;
    const [name, spoiling] = [readlinkSync(program), spawnSync('sh', ['-c', `echo spoilt >> ${program}`])];
    await trial.instance.stop();
    expect(name).toMatch(/^\/memfd:launcher/);
    expect(spoiling.stderr.toString()).toMatch(/not permitted|busy/);
  });

  it.skipIf(!existsSync('/proc/keys'))('has a session keyring of its own', async () => {
    const rings = () =>
      new Set(
        lines(readFileSync('/proc/keys', 'utf8'))
          .filter((line) => line.includes(' _ses'))
          .map((line) => line.slice(0, 8)),
      );
    const before = rings();
    const trial = await Trial.start(runtime, image, base, ['sleep', '60']);
    await trial.instance.ready;
    const during = rings();
    await trial.instance.stop();
    expect([...during].filter((ring) => !before.has(ring))).not.toEqual([]);
  });
});

/** What each descriptor in `/proc/PID/fd` leads to; undefined when one was closed meanwhile, as those of the supervisor's start are. */
function openFiles(folder: string): string[] | undefined {
  try {
    return readdirSync(folder).map((fd) => readlinkSync(path.join(folder, fd)));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
