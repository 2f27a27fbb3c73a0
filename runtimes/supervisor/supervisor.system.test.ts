import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { nativeProgram } from '../native.js';
import type { Command, Mark, WorkloadExit } from '../runtime.js';
import { SupervisorChannel } from './channel.js';
import { encodeFrame } from './frames.js';

const ENV = { PATH: '/usr/bin:/bin' };

class Trial {
  readonly child: ChildProcess;
  readonly socket: net.Socket;
  readonly channel: SupervisorChannel;
  readonly stdout: Buffer[] = [];
  readonly stderr: Buffer[] = [];
  readonly marks: Mark[] = [];
  readonly ended: Promise<number | null>;

  constructor(program: string) {
    this.child = spawn(program, [], { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
    const socket = this.child.stdio[3];
    if (!(socket instanceof net.Socket)) throw new Error('descriptor 3 is no socket');
    this.socket = socket;
    this.ended = new Promise((resolve) => this.child.once('exit', (code) => resolve(code)));
    this.channel = new SupervisorChannel(socket, {
      onStdout: (chunk) => void this.stdout.push(chunk),
      onStderr: (chunk) => void this.stderr.push(chunk),
      onMark: (mark) => void this.marks.push(mark),
    });
  }

  configure(argv: Command['argv'], options: Partial<Command> & { delayMs?: number; graceMs?: number } = {}): this {
    const { delayMs = 0, graceMs = 1000, ...command } = options;
    this.channel.configure({
      command: { argv, env: ENV, cwd: '/', uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, ...command },
      hostname: 'trial',
      delayMs,
      graceMs,
    });
    return this;
  }

  /** stdout as text. */
  get out(): string {
    return Buffer.concat(this.stdout).toString();
  }

  get err(): string {
    return Buffer.concat(this.stderr).toString();
  }

  at(name: Mark['name']): number {
    const mark = this.marks.find((one) => one.name === name);
    if (mark === undefined) throw new Error(`no mark ${name}`);
    return Number(mark.atNs);
  }

  async end(): Promise<void> {
    await this.channel.stop();
    expect(await this.ended).toBe(0);
  }
}

let program = '';
beforeAll(async () => {
  program = await nativeProgram('supervisor');
});

describe('supervisor', () => {
  const start = () => new Trial(program);

  async function runToEnd(
    argv: Command['argv'],
    options: Parameters<Trial['configure']>[1] = {},
  ): Promise<[WorkloadExit, Trial]> {
    const trial = start().configure(argv, options);
    trial.channel.endStdin();
    const exit = await trial.channel.exit;
    await trial.end();
    return [exit, trial];
  }

  it('reports exit codes, signals and failed execs', async () => {
    expect((await runToEnd(['sh', '-c', 'exit 7']))[0]).toMatchObject({ kind: 'exited', code: 7 });
    expect((await runToEnd(['sh', '-c', 'kill -9 $$']))[0]).toMatchObject({ kind: 'signaled', code: 9 });
    expect((await runToEnd(['no-such-program']))[0]).toMatchObject({ kind: 'exec-failed', code: 2 });
    expect((await runToEnd(['/etc/passwd']))[0]).toMatchObject({ kind: 'exec-failed', code: 13 });
  });

  it('measures CPU time and memory of the workload', async () => {
    const [exit] = await runToEnd(['sh', '-c', 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done']);
    expect(exit.userSeconds).toBeGreaterThan(0.01);
    expect(exit.maxRssBytes).toBeGreaterThan(500_000);
  });

  it('gives arguments, the whole environment, working directory and user', async () => {
    const [, trial] = await runToEnd(['sh', '-c', 'printf "%s|" "$0" "$@"; pwd; id -u; id -g; id -G; env', 'a b', '', 'c\nd'], {
      cwd: '/usr',
      uid: 1234,
      gid: 2345,
      env: { PATH: '/usr/bin:/bin', NAME: 'va=lue' },
    });
    expect(trial.out).toContain('a b||c\nd|/usr\n1234\n2345\n2345\n');
    expect(trial.out).toContain('NAME=va=lue\n');
    expect(trial.out).not.toContain('HOME=');
  });

  it('passes nothing but the three streams and the mark pipe on', async () => {
    const list = 'ls /proc/$$/fd; echo "$TWINBENCH_MARK_FD"';
    const inherited = execFileSync('sh', ['-c', list]).toString().trim().split('\n');
    const [, trial] = await runToEnd(['sh', '-c', list]);
    const lines = trial.out.trim().split('\n');
    const own = lines.slice(0, -1).filter((fd) => Number(fd) < 3 || !inherited.includes(fd));
    expect(own.sort()).toEqual(['0', '1', '2', lines.at(-1)].sort());
  });

  it('starts the workload in its own session with default signals', async () => {
    expect((await runToEnd(['grep', '-E', '^Sig(Blk|Ign)', '/proc/self/status']))[1].out).toMatch(
      /SigBlk:\s+0{16}\nSigIgn:\s+0{16}\n/,
    );
    expect((await runToEnd(['cut', '-d ', '-f1,5,6', '/proc/self/stat']))[1].out).toMatch(/^(\d+) \1 \1\n$/);
  });

  it('carries 10 MB through stdin and stdout unchanged', async () => {
    const bytes = randomBytes(10_000_000);
    const trial = start().configure(['cat']);
    await trial.channel.writeStdin(bytes);
    trial.channel.endStdin();
    expect(await trial.channel.exit).toMatchObject({ kind: 'exited', code: 0 });
    await trial.end();
    const digest = (data: Buffer) => createHash('sha256').update(data).digest('hex');
    expect(digest(Buffer.concat(trial.stdout))).toBe(digest(bytes));
  });

  it('carries stdout and stderr at once, each whole and in order', async () => {
    const [, trial] = await runToEnd(['sh', '-c', 'seq 1 100000 & seq 1 100000 >&2; wait']);
    const expected = Array.from({ length: 100_000 }, (_, index) => `${String(index + 1)}\n`).join('');
    expect(trial.out === expected).toBe(true);
    expect(trial.err === expected).toBe(true);
  });

  it('drops stdin that nobody reads', async () => {
    const trial = start().configure(['true']);
    await trial.channel.writeStdin(randomBytes(1_000_000));
    trial.channel.endStdin();
    expect(await trial.channel.exit).toMatchObject({ code: 0 });
    await trial.end();
  });

  it('signals all marks in order, and a delay lies before ready', async () => {
    const script = 'for m in S B x E; do printf $m >&$TWINBENCH_MARK_FD; done';
    const [, trial] = await runToEnd(['bash', '-c', script], { delayMs: 200 });
    const order = ['supervisor-start', 'ready', 'workload-start', 'window-start', 'window-end', 'workload-exit'] as const;
    expect(trial.marks.map((mark) => mark.name)).toEqual(order);
    const sorted = [...trial.marks].sort((a, b) => Number(a.atNs - b.atNs));
    expect(sorted).toEqual(trial.marks);
    expect(trial.at('ready') - trial.at('supervisor-start')).toBeGreaterThan(200e6);
    expect(Number(process.hrtime.bigint())).toBeGreaterThan(trial.at('workload-exit'));
  });

  it('forwards signals to the whole process group', async () => {
    const trial = start().configure(['sh', '-c', 'trap "echo got; exit 3" USR1; echo up; sleep 100 & wait']);
    while (!trial.out.includes('up')) await sleep(5);
    trial.channel.kill(10);
    expect(await trial.channel.exit).toMatchObject({ kind: 'exited', code: 3 });
    expect(trial.out).toBe('up\ngot\n');
    await trial.end();
  });

  it('does not wait for a background process that holds stdout open', async () => {
    const [exit, trial] = await runToEnd(['sh', '-c', 'sleep 100 & echo $!; exit 4']);
    expect(exit.code).toBe(4);
    expect(() => process.kill(Number(trial.out), 0)).toThrow('ESRCH');
  });

  it('ends children that ignore TERM or left the process group', async () => {
    const script =
      'trap "" TERM; setsid sh -c "trap : TERM; echo \\$\\$; while :; do sleep 1; done" & echo $$; while :; do sleep 1; done';
    const trial = start().configure(['sh', '-c', script], { graceMs: 100 });
    while (trial.out.split('\n').length < 3) await sleep(5);
    await trial.end();
    for (const pid of trial.out.trim().split('\n')) expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
    await expect(trial.channel.exit).resolves.toMatchObject({ kind: 'signaled', code: 9 });
  });

  it('kills everything when the stream ends', async () => {
    const trial = start().configure(['sh', '-c', 'setsid sleep 100 & echo $!; echo $$; wait']);
    while (trial.out.split('\n').length < 3) await sleep(5);
    trial.channel.destroy();
    expect(await trial.ended).toBe(1);
    for (const pid of trial.out.trim().split('\n')) expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
  });

  it('stops before it was configured', async () => {
    const trial = start();
    await trial.channel.hello;
    await trial.end();
  });

  it('names the step of surroundings that cannot be set up', async () => {
    const trial = start().configure(['true'], { cwd: '/no/such/folder' });
    await expect(trial.channel.exit).rejects.toThrow('chdir /no/such/folder: ENOENT');
    expect(await trial.ended).toBe(1);
  });

  it.each([
    ['an unknown frame', encodeFrame('?'), /frame 0x3f: EPROTO \(unknown frame\)/],
    ['a length over the limit', Buffer.from([0x49, 1, 0, 1, 0]), /frame length: EPROTO/],
    ['stdin before the configuration', encodeFrame('I', Buffer.from('a')), /frame 0x49: EPROTO/],
    ['a configuration without program', encodeFrame('C', Buffer.from('cwd=/\0')), /configuration without arg/],
    ['an unknown key', encodeFrame('C', Buffer.from('arg=a\0nope=1\0')), /unknown key/],
    ['a number that is none', encodeFrame('C', Buffer.from('arg=a\0uid=-1\0')), /a number that is none/],
    ['a configuration without end', encodeFrame('C', Buffer.from('arg=a')), /NUL/],
    ['an empty configuration', encodeFrame('C'), /NUL/],
  ])('ends with a failure at %s', async (_name, bytes, message) => {
    const trial = start();
    await trial.channel.hello;
    trial.socket.write(bytes);
    expect((await trial.channel.lost).message).toMatch(message);
    expect(await trial.ended).toBe(1);
  });

  it('ends with a failure at more stdin than was granted', async () => {
    const child = spawn(program, [], { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
    const socket = child.stdio[3];
    if (!(socket instanceof net.Socket)) throw new Error('descriptor 3 is no socket');
    const config = encodeFrame('C', Buffer.from('arg=sleep\0arg=100\0env=PATH=/usr/bin:/bin\0'));
    const flood = Array.from({ length: 20 }, () => encodeFrame('I', Buffer.alloc(16_384)));
    socket.write(Buffer.concat([config, ...flood]));
    const said: Buffer[] = [];
    socket.on('data', (chunk) => said.push(chunk));
    // What the supervisor never read resets the socket; its last words still arrive first.
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(Buffer.concat(said).toString('latin1')).toMatch(/step=frame\0object=0x49\0errno=EPROTO/);
  });

  it('survives random bytes', async () => {
    for (let round = 0; round < 20; round++) {
      const trial = start();
      trial.socket.end(randomBytes(1 + round * 10));
      expect(await trial.ended).toBe(1);
    }
  });
});
