/** `twinbench probe` with real instances. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Isolation, isolation, ROOTLESS_ENVIRONMENT } from '../bench/contract/isolation.js';
import { parseResults } from '../bench/contract/read.js';
import { cacheWithoutFindings } from './copied-caches.js';
import { twinbenchHere } from './in-process.js';
import { scratchFolder } from './scratch.js';
import { leftovers, startTwinbench, twinbench } from './twinbench.js';

const HOST_RELEASE = readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim();
const ownCapabilities = BigInt(`0x${/^CapEff:\s+(\w+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'}`);
const isRoot = process.getuid?.() === 0;

const folder = scratchFolder('twinbench-probe-');
/** What the user found out is kept, and is no finding of these runs. */
let env: NodeJS.ProcessEnv;
let found: Isolation;
let left: readonly string[];

beforeAll(async () => {
  env = { TWINBENCH_CACHE: cacheWithoutFindings(path.join(folder, 'cache')) };
  const running = startTwinbench(['probe', '--json'], { env });
  const { code, stdout, stderr } = await running.ended;
  expect(stderr).not.toContain('could not be probed');
  expect(code, stderr).toBe(0);
  found = isolation.parse(JSON.parse(stdout.toString()));
  left = leftovers(running.child.pid ?? 0);
}, 600_000);

function readEnvironment(id: string): Isolation['environments'][number] {
  const environment = found.environments.find((one) => one.id === id);
  if (environment === undefined) throw new Error(`${id} was not probed`);
  return environment;
}

function listReadings(id: string, ...factIds: readonly string[]): string[] {
  const { answers } = readEnvironment(id);
  return factIds.map((factId) => answers.find((answer) => answer.factId === factId)?.reading ?? 'none');
}

/** Families of sockets that a container's filter calls unknown, as a kernel without them would. */
const UNKNOWN_SOCKETS = ['try.packet-socket', 'try.vsock'];
/** What root of a container may do to nobody but itself. */
const PRIVILEGED = [
  'try.mount',
  'try.module',
  'try.kexec',
  'try.reboot',
  'try.raw-ports',
  'try.clock',
  'try.host-name',
  'try.swap',
  'try.device-node',
  'try.open-by-handle',
  'try.bpf',
  'try.perf-event',
  'try.userfaultfd',
  'try.io-uring',
  'try.keyring',
  'try.kernel-log',
  'nest.user',
  'nest.mount',
];

describe('probe', () => {
  it('answers every fact in every environment, and leaves nothing', () => {
    const ids = found.facts.map(({ id }) => id);
    for (const { answers } of found.environments) expect(answers.map(({ factId }) => factId)).toEqual(ids);
    expect(left).toEqual([]);
  });

  it('finds a bare process on the host’s kernel, with the host’s own privileges', () => {
    expect(readEnvironment('bare').kernelRelease).toBe(HOST_RELEASE);
    expect(listReadings('bare', 'boot-id', 'processes', 'namespace.pid', 'seccomp-mode')).toEqual([
      'shared',
      'shared',
      'shared',
      'allowed',
    ]);
    const capabilities = readEnvironment('bare').answers.find(({ factId }) => factId === 'capabilities');
    const count = [...ownCapabilities.toString(2)].filter((digit) => digit === '1').length;
    if (isRoot) expect(capabilities?.answer).toBe(`${String(count)}, CAP_SYS_ADMIN among them`);
    expect(readEnvironment('bare').systemCalls.refused).toEqual([]);
  });

  it('finds a container on the host’s kernel, refused what its root must not do', () => {
    expect(readEnvironment('container').kernelRelease).toBe(HOST_RELEASE);
    expect(listReadings('container', 'boot-id', 'uptime', 'memory')).toEqual(['shared', 'shared', 'shared']);
    expect(listReadings('container', ...PRIVILEGED)).toEqual(PRIVILEGED.map(() => 'refused'));
    expect(listReadings('container', ...UNKNOWN_SOCKETS)).toEqual(UNKNOWN_SOCKETS.map(() => 'absent'));
    expect(listReadings('container', 'processes', 'namespace.net', 'devices', 'control-mounts')).toEqual(
      Array(4).fill('isolated'),
    );
    expect(readEnvironment('container').systemCalls.refused).toEqual(
      expect.arrayContaining(['mount', 'bpf', 'reboot', 'kexec_load']),
    );
    expect(readEnvironment('container').systemCalls.reached).toEqual(expect.arrayContaining(['read', 'openat', 'execve']));
  });

  it.runIf(isRoot)(
    `finds root of a rootless container to be an ordinary user outside${isRoot ? '' : ' (skipped: not root)'}`,
    () => {
      expect(listReadings('container', 'uid-map', 'namespace.user')).toEqual(['shared', 'shared']);
      expect(listReadings(ROOTLESS_ENVIRONMENT, 'uid-map', 'namespace.user', 'capabilities')).toEqual(Array(3).fill('isolated'));
      expect(listReadings(ROOTLESS_ENVIRONMENT, ...PRIVILEGED)).toEqual(PRIVILEGED.map(() => 'refused'));
    },
  );

  it('finds a virtual machine on a kernel of its own, whose root may do all', () => {
    expect(listReadings('vm', 'boot-id', 'uptime', 'memory', 'processes', 'command-line')).toEqual(Array(5).fill('isolated'));
    expect(listReadings('vm', 'try.mount', 'try.module', 'try.kexec', 'write.core-pattern')).toEqual(Array(4).fill('own-kernel'));
    expect(readEnvironment('vm').systemCalls.refused).toEqual([]);
  });

  it('makes a guest’s kernel panic, and host and neighbours carry on', () => {
    expect(found.panic).toMatchObject({ environmentId: 'vm', hostKernelUnchanged: true });
    expect(found.panic?.reported).toContain('panic');
    expect(found.panic?.endedAfterSeconds).toBeGreaterThan(0);
    const others = found.panic?.others.map(({ environmentId, answered }) => [environmentId, answered]);
    expect(others).toEqual(
      expect.arrayContaining([
        ['vm', true],
        ['container', true],
      ]),
    );
  });

  it('is carried by the next run and shown in its report', async () => {
    const output = path.join(folder, 'run');
    const args = ['run', '--profile', 'quick', '--environments', 'bare', '--workloads', 'json', '--output', output];
    const { code, stderr } = await twinbench(args, { env });
    expect(code, stderr).toBe(0);
    const text = readFileSync(path.join(output, 'latest', 'results.json'), 'utf8');
    expect(parseResults(text, 'results.json').isolation?.probedAt).toBe(found.probedAt);
    expect(readFileSync(path.join(output, 'latest', 'report.html'), 'utf8')).toContain('id="isolation"');
  });

  it('refuses what it does not know, before it starts anything', async () => {
    const { code, stderr } = await twinbenchHere(['probe', '--environments', 'container-rotless']);
    expect(code).toBe(2);
    expect(stderr).toContain(`Did you mean "${ROOTLESS_ENVIRONMENT}"?`);
  });
});
