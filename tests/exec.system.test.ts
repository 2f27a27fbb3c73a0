import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { leftovers, startTwinbench, twinbench } from './twinbench.js';

const HOST_RELEASE = readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim();
const SCRIPT = 'uname -r; id -u; cat /proc/1/comm; exit 7';

describe('twinbench exec', () => {
  it("gives the command's exit code and the host's kernel in a container", async () => {
    const { code, stdout, stderr } = await twinbench(['exec', '--environment', 'container', '--', 'sh', '-c', SCRIPT]);
    expect({ code, stderr }).toEqual({ code: 7, stderr: '' });
    expect(stdout.toString().split('\n').slice(0, 2)).toEqual([HOST_RELEASE, '0']);
  });

  it("gives the command's exit code and the guest's own kernel in a VM", async () => {
    const { code, stdout } = await twinbench(['exec', '--environment', 'vm', '--', 'sh', '-c', SCRIPT]);
    const [release, uid] = stdout.toString().split('\n');
    expect(code).toBe(7);
    expect(uid).toBe('0');
    expect(release).not.toBe(HOST_RELEASE);
  });

  it.each(['bare', 'container', 'vm'])('passes 10 MB through stdin and stdout unchanged in %s', async (environment) => {
    const input = randomBytes(10_000_000);
    const { code, stdout } = await twinbench(['exec', '--environment', environment, '--', 'cat'], { input });
    expect(code).toBe(0);
    expect(stdout.equals(input)).toBe(true);
  });

  it('says 127 for a command that is not there and 128+N for a signal', async () => {
    expect((await twinbench(['exec', '--environment', 'container', '--', 'no-such-command'])).code).toBe(127);
    expect((await twinbench(['exec', '--environment', 'container', '--', 'sh', '-c', 'kill -9 $$'])).code).toBe(137);
  });

  it('passes words on as they were typed', async () => {
    const words = ['007', '1e5', '0x10', 'true', '-1', '--help', 'a\nb', '', 'ü€'];
    const { stdout } = await twinbench(['exec', '--environment', 'container', '--', 'printf', '[%s]', ...words]);
    expect(stdout.toString()).toBe(words.map((word) => `[${word}]`).join(''));
  });

  it('says which command cannot be run', async () => {
    const { stderr } = await twinbench(['exec', '--environment', 'container', '--', 'no-such-command']);
    expect(stderr).toBe('twinbench: "no-such-command" is not in the image\n');
  });

  it('ends as a pipeline does when nobody reads its output any more', async () => {
    const running = startTwinbench(['exec', '--environment', 'container', '--', 'yes']);
    running.child.stdout?.once('data', () => running.child.stdout?.destroy());
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 141, stderr: '' });
    expect(leftovers(running.child.pid ?? 0)).toEqual([]);
  });

  it('says so when its output cannot be written', async () => {
    const full = openSync('/dev/full', 'w');
    const ended = await twinbench(['exec', '--environment', 'container', '--', 'head', '-c', '300000', '/dev/zero'], {
      stdout: full,
    });
    closeSync(full);
    expect(ended).toMatchObject({ code: 125 });
    expect(ended.stderr).toContain('ENOSPC');
  });

  it.each(['container', 'vm'])('refuses a command that is too long for %s, and leaves nothing', async (environment) => {
    const running = startTwinbench(['exec', '--environment', environment, '--', 'echo', 'x'.repeat(100_000)]);
    const ended = await running.ended;
    expect(ended).toMatchObject({ code: 125 });
    expect(ended.stderr).toContain('too long');
    expect(leftovers(running.child.pid ?? 0)).toEqual([]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('ends on %s while a VM boots, and leaves nothing', async (signal, code) => {
    const running = startTwinbench(['exec', '--environment', 'vm', '--', 'sleep', '60']);
    const pid = running.child.pid ?? 0;
    while (!leftovers(pid).some((name) => /^\d+$/.test(name))) await new Promise((resolve) => setTimeout(resolve, 20));
    running.child.kill(signal);
    expect((await running.ended).code).toBe(code);
    expect(leftovers(pid)).toEqual([]);
  });

  it('passes environment variables', async () => {
    const { stdout } = await twinbench(['exec', '--environment', 'container', '--env', 'A=b c', '--env', 'D=', '--', 'env']);
    expect(stdout.toString()).toContain('A=b c\n');
    expect(stdout.toString()).toContain('D=\n');
  });

  it('reports the memory limit that killed', async () => {
    const eater = 'x=a; while :; do x=$x$x; done';
    const { code, stderr } = await twinbench(['exec', '--environment', 'container', '--memory', '64M', '--', 'sh', '-c', eater]);
    expect(code).toBe(137);
    expect(stderr).toContain('memory limit');
  });

  it.each(['container', 'vm'])('leaves nothing of %s after kill -9', async (environment) => {
    const running = startTwinbench(['exec', '--environment', environment, '--', 'sh', '-c', 'echo up >&2; sleep 60']);
    await running.said('up');
    const pid = running.child.pid ?? 0;
    running.child.kill('SIGKILL');
    await running.ended;
    await twinbench(['clean']);
    expect(leftovers(pid)).toEqual([]);
  });
});
