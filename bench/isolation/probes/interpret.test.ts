import { describe, expect, it } from 'vitest';
import type { ProbedEnvironment } from '../../contract/isolation.js';
import { Answers } from './answers.js';
import { factDefinitions } from './index.js';
import { interpret } from './interpret.js';

const FULL = '000001ffffffffff';
const HOST = {
  'boot-id': 'host-boot',
  'kernel-release': '6.1.0',
  'uptime-seconds': 5000,
  'memory-bytes': 8e9,
  'cpus-online': '0-3',
  'cpu-model': 'CPU',
  'command-line': 'secret=1',
  'host-name': 'machine',
  disks: ['sda'],
  namespaces: ['pid:[1]', 'user:[2]', 'net:[3]'],
  'kernel-threads': 'seen',
  processes: 90,
  load: '1 1 1',
};

type Kind = ProbedEnvironment['kind'];

function readings(inside: Readonly<Record<string, unknown>>, kind: Kind = 'vm'): Record<string, string> {
  const host = new Answers(new Map(Object.entries(HOST)));
  const { answers } = interpret(kind, new Answers(new Map(Object.entries(inside))), host);
  return Object.fromEntries(answers.map(({ factId, reading, answer }) => [factId, `${reading}: ${answer}`]));
}

const readReading = (inside: Readonly<Record<string, unknown>>, id: string): string | undefined => readings(inside)[id];
const tried = (answer: string, boot = 'host-boot'): string | undefined =>
  readReading({ 'boot-id': boot, 'try.mount': answer }, 'try.mount');

describe('whose it is', () => {
  it('reads as shared what an instance on the host’s kernel has of the host', () => {
    const found = readings(HOST);
    expect(found).toMatchObject({
      'kernel-release': 'shared: 6.1.0',
      'boot-id': 'shared: the host’s',
      uptime: 'shared: the host’s',
      memory: 'shared: all of the host’s',
      disks: 'shared: the host’s',
      processes: 'shared: all of the host',
      'namespace.pid': 'shared: the host’s',
      'host-name': 'shared: the host’s',
    });
  });

  it('reads as isolated what a kernel of its own has, even where numbers agree by chance', () => {
    const found = readings({ ...HOST, 'boot-id': 'guest-boot', 'kernel-release': '6.1.0' });
    expect(found).toMatchObject({
      'kernel-release': 'isolated: 6.1.0',
      uptime: 'isolated: its own',
      memory: 'isolated: its own',
      disks: 'isolated: its own',
      processes: 'isolated: its own',
      'cpus-online': 'isolated: 0-3',
      'namespace.pid': 'isolated: its own kernel’s',
    });
    expect(found['cpu-model']).toBe('shared: CPU');
  });

  it('tells namespaces of a container from the host’s', () => {
    const inside = { ...HOST, namespaces: ['pid:[9]', 'user:[2]'], 'kernel-threads': 'none', processes: 2 };
    expect(readings(inside)).toMatchObject({
      'namespace.pid': 'isolated: its own',
      'namespace.user': 'shared: the host’s',
      'namespace.net': 'unknown: no answer',
      processes: 'isolated: its own',
    });
  });

  it('tells that a bare process sees the host where the host is itself a container, whose processes are not the kernel’s', () => {
    expect(readings({ ...HOST, 'kernel-threads': 'none', processes: 7 })).toMatchObject({ processes: 'shared: all of the host' });
  });

  it('believes no container that it has a kernel of its own', () => {
    expect(readings({ ...HOST, 'boot-id': 'made-up', 'try.mount': 'ok' }, 'container')).toMatchObject({
      'boot-id': 'shared: the host’s',
      uptime: 'shared: the host’s',
      'try.mount': 'allowed: allowed',
    });
  });

  it('takes an instance that hides its boot to run on the host’s kernel', () => {
    expect(readReading({ 'kernel-release': 'x', 'try.mount': 'ok' }, 'try.mount')).toBe('allowed: allowed');
  });

  it('keeps nothing of texts that may be secret', () => {
    const found = readings({ ...HOST, 'command-line': 'token=2' });
    expect(Object.values(found).join(' ')).not.toMatch(/secret|token|machine/);
    expect(found['command-line']).toBe('isolated: its own');
  });
});

describe('root inside', () => {
  const user = (map: string, capabilities: string, boot = 'host-boot') =>
    readings({ 'boot-id': boot, 'uid-map': map, 'capabilities-effective': capabilities });

  it.each([
    ['         0          0 4294967295', FULL, 'host-boot', 'shared: root of the host', 'allowed: 41, CAP_SYS_ADMIN among them'],
    ['0 0 4294967295', '00000000a00405fb', 'host-boot', 'shared: root of the host', 'refused: 12'],
    [
      '0 1000 1',
      FULL,
      'host-boot',
      'isolated: user 1000 of the host',
      'isolated: 41, CAP_SYS_ADMIN among them; over its own namespaces only',
    ],
    ['0 0 4294967295', FULL, 'guest-boot', 'isolated: root of its own kernel', 'own-kernel: 41, CAP_SYS_ADMIN among them'],
    ['rubbish', 'rubbish', 'host-boot', 'unknown: no answer', 'unknown: no answer'],
  ])('of uid_map "%s" with %s on %s', (map, capabilities, boot, who, what) => {
    const found = user(map, capabilities, boot);
    expect([found['uid-map'], found['capabilities']]).toEqual([who, what]);
  });
});

describe('what was tried', () => {
  it.each([
    ['ok', 'allowed: allowed'],
    ['EPERM', 'refused: EPERM'],
    ['EROFS', 'refused: EROFS'],
    ['ENODATA', 'refused: masked'],
    ['signal 31', 'refused: signal 31'],
    ['signal 11', 'absent: signal 11'],
    ['ENOSYS', 'absent: ENOSYS'],
    ['EAFNOSUPPORT', 'absent: EAFNOSUPPORT'],
    ['EIO', 'unknown: EIO'],
    ['x'.repeat(900), `unknown: ${'x'.repeat(200)}`],
  ])('reads %s', (answer, expected) => {
    expect(tried(answer)).toBe(expected);
  });

  it('reads what a kernel of its own allows as such', () => {
    expect(tried('ok', 'guest-boot')).toBe('own-kernel: allowed, by its own kernel');
  });

  it('counts system calls, and drops names that are none', () => {
    const inside = {
      ...HOST,
      'system-calls.reached': ['read', 'write'],
      'system-calls.refused': ['mount', '\u001b[2J'],
      'system-calls.killed': [],
    };
    expect(readReading(inside, 'system-calls')).toBe('refused: 2 reached, 1 refused, 0 absent');
    expect(readReading({ ...inside, 'boot-id': 'guest-boot' }, 'system-calls')).toMatch(/^own-kernel/);
    expect(readReading({}, 'system-calls')).toBe('unknown: no answer');
  });
});

describe('definitions', () => {
  const definitions = factDefinitions();

  it('have ids of their own, a reason and an address', () => {
    expect(new Set(definitions.map(({ id }) => id)).size).toBe(definitions.length);
    for (const { why, reference } of definitions) {
      expect(why).toMatch(/\w.+\.$/);
      expect(reference).toMatch(/^https:\/\/(man7\.org|docs\.kernel\.org|nvd\.nist\.gov)\//);
    }
  });

  it('each have a reading for an instance that says nothing', () => {
    const found = readings({});
    expect(Object.keys(found)).toEqual(definitions.map(({ id }) => id));
    for (const words of Object.values(found)) expect(words).toMatch(/^(unknown|absent): /);
  });
});
