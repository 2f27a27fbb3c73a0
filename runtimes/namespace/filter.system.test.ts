/** The system call filter, number by number, as a process inside finds it. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Image } from '../images/image.js';
import { makeBusyboxImage } from '../launcher/fixtures/busybox-image.js';
import { trialFolder } from '../launcher/fixtures/trial-folder.js';
import { Trial } from '../launcher/fixtures/trial-instance.js';
import { projectRoot } from '../native.js';
import { CHECKED, LAST_KNOWN, NEWER, REFUSED, UNFILTERED } from './fixtures/refused-syscalls.js';
import { NamespaceRuntime } from './namespace-runtime.js';

const runtime = new NamespaceRuntime();
const numbers = numbersOfHost();
const base = trialFolder('tw-filter-');
let image: Image;

/** Every call that the host's headers name, and the newer ones that the filter knows. */
function numbersOfHost(): ReadonlyMap<string, number> {
  const headers = execFileSync('cc', ['-E', '-dM', '-include', 'asm/unistd.h', '-x', 'c', '/dev/null'], { encoding: 'utf8' });
  const named = [...headers.matchAll(/^#define __NR_(\w+) (\d+)$/gm)].map(
    ([, name = '', number]) => [name, Number(number)] as const,
  );
  const filtered = named.filter(([, number]) => !UNFILTERED.includes(number));
  return new Map([...filtered, ...Object.entries(NEWER)]);
}

/** What the filter answers to each call, a number with or without arguments; nothing is carried out. */
async function verdicts(calls: readonly string[]): Promise<Map<string, string>> {
  const trial = await Trial.start(runtime, image, base, ['verdicts']);
  try {
    await trial.instance.writeStdin(Buffer.from(calls.map((call) => `${call}\n`).join('')));
    trial.instance.endStdin();
    expect(await trial.instance.exited).toMatchObject({ code: 0 });
  } finally {
    await trial.instance.stop();
  }
  return new Map([...trial.text.matchAll(/^(.+): (.+)$/gm)].map(([, call = '', verdict = '']) => [call, verdict]));
}

function readNumber(name: string): number {
  const number = numbers.get(name);
  if (number === undefined) throw new Error(`the headers of this host have no ${name}`);
  return number;
}

beforeAll(async () => {
  const program = path.join(base, 'verdicts');
  const source = path.join(projectRoot, 'runtimes', 'namespace', 'fixtures', 'filter-verdicts.c');
  execFileSync('cc', ['-static', '-O1', '-o', program, source]);
  image = await makeBusyboxImage(path.join(base, 'rootfs'), { verdicts: program });
  await runtime.prepare();
});

describe('the filter of system calls', () => {
  it('refuses the calls of the list and lets every other one pass that the kernel headers name', async () => {
    const refused = new Set(Object.values(REFUSED).flatMap((names) => names.split(' ')));
    const plain = [...numbers].filter(([name, number]) => !CHECKED.includes(name) && number <= LAST_KNOWN);
    const found = await verdicts(plain.map(([, number]) => String(number)));
    const expected = plain.map(([name]) => [name, refused.has(name) ? 'EPERM' : 'pass']);
    expect(plain.map(([name, number]) => [name, found.get(String(number))])).toEqual(expected);
    expect(plain.length).toBeGreaterThan(process.arch === 'x64' ? 360 : 290);
  });

  it('refuses numbers without a name, and says of newer ones that the kernel does not have them', async () => {
    const named = new Set([...numbers.values(), ...UNFILTERED]);
    const unnamed = Array.from({ length: LAST_KNOWN + 1 }, (_, number) => number).filter((number) => !named.has(number));
    const later = [LAST_KNOWN + 1, 500, 900, 0x3fffffff];
    const found = await verdicts([...unnamed, ...later].map(String));
    for (const number of unnamed) expect([number, found.get(String(number))]).toEqual([number, 'EPERM']);
    for (const number of later) expect([number, found.get(String(number))]).toEqual([number, 'ENOSYS']);
  });

  const families = {
    UNIX: 1,
    INET: 2,
    AX25: 3,
    IPX: 4,
    X25: 9,
    INET6: 10,
    NETLINK: 16,
    PACKET: 17,
    RDS: 21,
    LLC: 26,
    CAN: 29,
    TIPC: 30,
    BLUETOOTH: 31,
    RXRPC: 33,
    ALG: 38,
    NFC: 39,
    VSOCK: 40,
    KCM: 41,
    QIPCRTR: 42,
    SMC: 43,
    XDP: 44,
    MCTP: 45,
  };

  it.each(['socket', 'socketpair'])('opens a %s of local, IP and route families only', async (name) => {
    const number = readNumber(name);
    const found = await verdicts(Object.values(families).map((family) => `${String(number)} ${String(family)} 1 0`));
    const passing = Object.entries(families).filter(
      ([, family]) => found.get(`${String(number)} ${String(family)} 1 0`) === 'pass',
    );
    expect(passing.map(([family]) => family)).toEqual(['UNIX', 'INET', 'INET6', 'NETLINK']);
    expect(found.get(`${String(number)} 38 1 0`)).toBe('EAFNOSUPPORT');
  });

  it('opens no netlink but for routes and addresses', async () => {
    const number = readNumber('socket');
    const calls = Array.from({ length: 23 }, (_, protocol) => `${String(number)} 16 3 ${String(protocol)}`);
    const found = await verdicts(calls);
    expect(calls.map((call) => found.get(call))).toEqual(['pass', ...Array<string>(22).fill('EPROTONOSUPPORT')]);
  });

  it.each([
    ['clone', 'a thread', '0x3d0f00', 'pass'],
    ['clone', 'a process', '0x11', 'pass'],
    ['clone', 'a mount namespace', '0x20011', 'EPERM'],
    ['clone', 'a control group namespace', '0x2000011', 'EPERM'],
    ['clone', 'a host name namespace', '0x4000011', 'EPERM'],
    ['clone', 'an IPC namespace', '0x8000011', 'EPERM'],
    ['clone', 'a user namespace', '0x10000011', 'EPERM'],
    ['clone', 'a PID namespace', '0x20000011', 'EPERM'],
    ['clone', 'a network namespace', '0x40000011', 'EPERM'],
    ['clone3', 'anything, so that libraries fall back to clone', '0 88', 'ENOSYS'],
    ['personality', 'Linux', '0', 'pass'],
    ['personality', 'a question', '0xffffffff', 'pass'],
    ['personality', 'no randomness of addresses', '0x40000', 'EPERM'],
    ['personality', 'data that is code', '0x400000', 'EPERM'],
    ['ioctl', 'size of a terminal', '0 0x5413', 'pass'],
    ['ioctl', 'input into a terminal (TIOCSTI)', '0 0x5412', 'EPERM'],
    ['ioctl', 'the same with bits that the kernel does not read', '0 0xffffffff00005412', 'EPERM'],
    ['ioctl', 'pasting into a console (TIOCLINUX)', '0 0x541c', 'EPERM'],
  ])('decides %s by its arguments: %s', async (name, _what, args, verdict) => {
    const call = `${String(readNumber(name))} ${args}`;
    expect((await verdicts([call])).get(call)).toBe(verdict);
  });
});
