/** Images that hold links, devices and programs made to get out: they start confined, or not at all, and the host stays as it was. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isRoot } from '../fixtures/ordinary-user.js';
import type { Image } from '../images/image.js';
import { makeBusyboxImage } from '../launcher/fixtures/busybox-image.js';
import { trialFolder } from '../launcher/fixtures/trial-folder.js';
import { Trial, type TrialOptions } from '../launcher/fixtures/trial-instance.js';
import { compileLauncher } from '../launcher/programs.js';
import { projectRoot } from '../native.js';
import { addTraps, DECOYS, withDecoy } from './fixtures/hostile-image.js';
import { NamespaceRuntime } from './namespace-runtime.js';

const runtime = new NamespaceRuntime();
const base = trialFolder('tw-hostile-');
let canary: string;
let image: Image;
let count = 0;

function freshRootfs(): string {
  count += 1;
  return path.join(base, `rootfs-${String(count)}`);
}

async function shell(line: string, options?: TrialOptions): ReturnType<typeof Trial.run> {
  return Trial.run(runtime, image, base, ['sh', '-c', line], options);
}

beforeAll(async () => {
  canary = path.join(base, 'canary');
  mkdirSync(canary);
  image = await makeBusyboxImage(freshRootfs());
  await runtime.prepare();
});

describe('an image in which a link or file stands for a folder that is mounted on', () => {
  describe.each(['proc', 'sys', 'dev', 'tmp'])('%s', (name) => {
    it.each(Object.entries(DECOYS))('being %s, is refused by name, and nothing of the host changes', async (_what, make) => {
      const hostile = withDecoy(image, freshRootfs(), name, (place) => make(place, canary));
      const mountsBefore = readFileSync('/proc/self/mountinfo', 'utf8');
      const trial = await Trial.start(runtime, hostile, base, ['true']);
      const failure: unknown = await trial.instance.ready.catch((error: unknown) => error);
      await trial.instance.stop();
      expect(failure).toMatchObject({
        code: 'isolation-failed',
        detail: { object: `/${name}` },
        message: expect.stringContaining('the image holds something there that is not a folder'),
      });
      expect(readdirSync(canary)).toEqual([]);
      expect(readFileSync('/proc/self/mountinfo', 'utf8')).toBe(mountsBefore);
      rmSync(hostile.rootfs, { recursive: true });
    });
  });

  it('starts where the folders are missing altogether', async () => {
    const rootfs = freshRootfs();
    const bare = await makeBusyboxImage(rootfs);
    for (const name of ['proc', 'sys', 'dev', 'tmp']) rmSync(path.join(rootfs, name), { recursive: true });
    const before = readdirSync(rootfs);
    const { exit, trial } = await shell('ls /proc/1/comm /sys/kernel /dev/null > /dev/null && touch /tmp/file && echo whole', {
      image: bare,
    });
    expect([exit.code, trial.text]).toEqual([0, 'whole\n']);
    expect(readdirSync(rootfs)).toEqual(before);
  });
});

describe.skipIf(!isRoot)(`an image with traps${isRoot ? '' : ' (skipped: only root can make device nodes)'}`, () => {
  const nobody = { command: { uid: 1000, gid: 1000 } };
  let hostile: { readonly image: Image };

  beforeAll(async () => {
    const rootfs = freshRootfs();
    hostile = { image: await makeBusyboxImage(rootfs) };
    const identity = path.join(base, 'identity');
    execFileSync('cc', ['-static', '-o', identity, path.join(projectRoot, 'runtimes', 'namespace', 'fixtures', 'identity.c')]);
    addTraps(rootfs, canary, identity);
  });

  it('opens none of its device nodes, and neither does a copy, link or new name of one', async () => {
    const nodes =
      'for n in memory null disk; do head -c 1 /traps/$n && echo opened $n; echo x > /traps/$n && echo written $n; done';
    const moved =
      'mv /traps/null /dev/moved && echo x > /dev/moved && stat -c %F /dev/moved; ln /traps/disk /dev/linked; cp -a /traps/memory /dev/copied';
    const { trial } = await shell(`${nodes}; ${moved}; stat -c %F /dev/linked /dev/copied`, hostile);
    expect(trial.text).not.toMatch(/opened|written|special/);
    expect(trial.errors.match(/Permission denied/g)?.length).toBeGreaterThanOrEqual(6);
  });

  it('gains no identity or capability by a program of its own', async () => {
    const { trial } = await shell('/traps/setuid; /traps/capable', { ...hostile, ...nobody });
    expect(trial.text).toBe('1000 0 0\n1000 0 0\n');
  });

  it('cannot change the program of the supervisor by running it again', async () => {
    const launcher = await compileLauncher();
    const digest = () => createHash('sha256').update(readFileSync(launcher)).digest('hex');
    const before = digest();
    const attempts = [
      '/traps/supervisor-again & for i in $(seq 200); do (echo spoilt >> /proc/$!/exe) 2>/dev/null && echo written; done',
      'for p in /proc/[0-9]*; do (echo spoilt >> $p/exe) 2>/dev/null && echo written; done',
    ];
    const { trial } = await shell(attempts.join('; '), hostile);
    expect(trial.text).not.toContain('written');
    expect(digest()).toBe(before);
  });

  it('is started with such a script as its command without harm', async () => {
    const trial = await Trial.start(runtime, hostile.image, base, ['/traps/supervisor-again']);
    trial.instance.endStdin();
    const end = await trial.instance.exited.catch((error: unknown) => error);
    await trial.instance.stop();
    expect(end).toMatchObject({ code: expect.anything() });
  });

  it('reads no file of the host through its links, and waits for no pipe', async () => {
    const { trial } = await shell(
      'cat /etc/hosts /etc/hostname /etc/shadow; echo x > /etc/hosts; echo x > /etc/hostname; ls -l /etc/resolv.conf',
      hostile,
    );
    expect(trial.text).toMatch(/^prw/);
    expect(trial.text).not.toMatch(/root:/);
    expect(readdirSync(canary)).toEqual([]);
  });

  it.each(['/proc/self/fd/3', '/proc/1/root', '/proc/1/cwd', '/proc/self/fd/3/../../../..', '/proc/thread-self/fd/4'])(
    'gives its command no working folder outside: %s',
    async (cwd) => {
      const trial = await Trial.start(runtime, hostile.image, base, ['sh', '-c', 'pwd -P; ls'], { command: { cwd } });
      trial.instance.endStdin();
      const end = await trial.instance.exited.catch((error: unknown) => error);
      await trial.instance.stop();
      if (trial.text !== '') expect(trial.text.split('\n').slice(0, 2)).toEqual(['/', 'bin']);
      else expect(end).toMatchObject({ code: expect.anything() });
    },
  );
});

describe('what an instance leaves behind', () => {
  it('is removed, also when its paths are longer than the kernel takes at once or no text', async () => {
    const name = 'n'.repeat(200);
    const branch = Array<string>(15).fill(name).join('/');
    const { trial } = await shell(
      `touch "$(printf 'no-\\377-text')"; while mkdir ${name} && cd ${name}; do :; done; mkdir -p ${branch} && touch ${branch}/file && pwd | wc -c`,
    );
    expect(Number(trial.text) + branch.length).toBeGreaterThan(6_000);
    expect(readdirSync(base)).not.toContain(path.basename(trial.directory));
  });

  it('takes no file of the host along, whatever its links point to', async () => {
    execFileSync('sh', ['-c', 'mkdir -p "$1/kept" && echo kept > "$1/kept/file"', 'sh', canary]);
    await shell(
      `ln -s ${canary}/kept /link; mkdir -m 0 /closed; ln -s ../../../../../..${canary} /closed-link; ln -s /proc/1/root /root-link`,
    );
    expect(readFileSync(path.join(canary, 'kept', 'file'), 'utf8')).toBe('kept\n');
    rmSync(path.join(canary, 'kept'), { recursive: true });
    expect(spawnSync('mountpoint', ['-q', canary]).status).not.toBe(0);
  });
});
