/** Files that a run depends on are damaged: those of the cache before a command, which are made anew, and those of a guest under its hands. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  cachedFiles,
  cutShort,
  expectSaid,
  findExitCode,
  finish,
  outputFolder,
  overwritten,
  ownCache,
  replaceFile,
} from './command.js';
import type { Fault, FaultEnvironment, Seen } from './fault.js';
import { instanceFaults } from './instance-fault.js';
import type { Scope } from './leaks.js';
import { names } from './leaks.js';
import { emulated, stageImage } from './stage.js';

type Kind = Parameters<typeof cachedFiles>[1];
type Change = (content: Buffer) => Buffer;

interface Damage {
  readonly kind: Kind;
  /** Absent: all files in the folder of the kind itself. */
  readonly file?: string;
  readonly change: Change;
}

/** A command after the damage, and one after that: what was made anew stays. */
async function madeAnew(scope: Scope, environment: FaultEnvironment, damages: readonly Damage[]): Promise<Seen> {
  const cache = ownCache(scope);
  for (const { kind, file, change } of damages) {
    const folder = path.join(cache, kind);
    const files = file === undefined ? names(folder).map((name) => path.join(folder, name)) : cachedFiles(cache, kind, file);
    for (const one of files) replaceFile(one, change);
  }
  const ended = await finish(scope, ['exec', '--environment', environment, '--', 'sh', '-c', 'exit 7'], {
    env: { TWINBENCH_CACHE: cache },
  });
  if (ended.code !== 7) throw new Error(`ended with ${String(ended.code)}: ${ended.stderr}`);
  return { outcome: 'made anew', exitCode: findExitCode(ended), wentOn: 'command' };
}

function cacheFault(name: string, environment: FaultEnvironment, damages: readonly Damage[]): Fault {
  return {
    family: 'cache',
    name,
    environment,
    expected: { outcome: 'made anew', exitCode: 7, wentOn: 'command' },
    inject: (scope) => madeAnew(scope, environment, damages),
  };
}

const garbage: Change = () => Buffer.from('{"garbage": [');
const nothing: Change = () => Buffer.alloc(0);

export const CACHE_FAULTS: readonly Fault[] = [
  cacheFault('launcher is cut short', 'container', [{ kind: 'bin', file: 'launcher', change: cutShort }]),
  cacheFault('launcher is overwritten', 'container', [{ kind: 'bin', file: 'launcher', change: overwritten }]),
  cacheFault('memfd-seal is empty', 'container', [{ kind: 'bin', file: 'memfd-seal', change: nothing }]),
  cacheFault('supervisor is empty', 'vm', [{ kind: 'bin', file: 'supervisor', change: nothing }]),
  cacheFault("image's manifest is garbage", 'container', [{ kind: 'images', file: 'manifest.json', change: garbage }]),
  cacheFault('digest of the image is another', 'container', [
    { kind: 'builtin-images', file: 'digest', change: () => Buffer.from(`sha256:${'0'.repeat(64)}`) },
  ]),
  cacheFault("guest's files are cut short", 'vm', [
    { kind: 'vmlinux', file: 'vmlinux', change: cutShort },
    { kind: 'initramfs', file: 'initramfs', change: cutShort },
    { kind: 'image-disk', file: 'image.ext4', change: cutShort },
    { kind: 'writable-disk', file: 'blocks', change: cutShort },
  ]),
  cacheFault("guest's files are overwritten", 'vm', [
    { kind: 'vmlinux', file: 'vmlinux', change: overwritten },
    { kind: 'initramfs', file: 'initramfs', change: overwritten },
    { kind: 'image-disk', file: 'image.ext4', change: overwritten },
    { kind: 'writable-disk', file: 'layout.json', change: overwritten },
  ]),
  cacheFault('small notes are garbage', 'vm', [
    { kind: 'tsc', change: garbage },
    { kind: 'kernel-packages', change: garbage },
    { kind: 'guest-description', change: garbage },
  ]),
];

/** The runtime has looked at its files when they are damaged. */
async function damagedGuest(scope: Scope, kind: Kind, file: string, change: Change): Promise<ReturnType<typeof emulated>> {
  const cache = ownCache(scope);
  const usual = process.env['TWINBENCH_CACHE'];
  process.env['TWINBENCH_CACHE'] = cache;
  const runtime = emulated();
  try {
    await runtime.prepare(stageImage());
  } finally {
    if (usual === undefined) delete process.env['TWINBENCH_CACHE'];
    else process.env['TWINBENCH_CACHE'] = usual;
  }
  for (const one of cachedFiles(cache, kind, file)) replaceFile(one, change);
  return runtime;
}

/** The middle half. */
const holed: Change = (content) => {
  const copy = Buffer.from(content);
  return copy.fill(0, Math.floor(copy.length / 4), Math.floor((copy.length * 3) / 4));
};

/** The first blocks, where the filesystem says what it is. */
const beheaded: Change = (content) => Buffer.from(content).fill(0, 0, 65_536);

const GUEST_BOOT = { deadlines: { bootMs: 20_000, stopMs: 15_000 } };

const GUEST_FILE_FAULTS = instanceFaults('corrupt', [
  {
    name: "guest's kernel is garbage",
    kinds: ['vm'],
    runtime: (scope) => damagedGuest(scope, 'vmlinux', 'vmlinux', overwritten),
    outcome: 'failed: vmm-failed',
  },
  {
    name: "guest's kernel has a hole",
    kinds: ['vm'],
    spec: GUEST_BOOT,
    runtime: (scope) => damagedGuest(scope, 'vmlinux', 'vmlinux', holed),
    outcome: 'failed: vmm-failed',
  },
  {
    name: "guest's initramfs is garbage",
    kinds: ['vm'],
    runtime: (scope) => damagedGuest(scope, 'initramfs', 'initramfs', overwritten),
    outcome: 'failed: vmm-failed',
  },
  {
    name: "guest's image disk is no filesystem",
    kinds: ['vm'],
    runtime: (scope) => damagedGuest(scope, 'image-disk', 'image.ext4', beheaded),
    outcome: 'failed: vmm-failed',
    check: ({ outcome }) => {
      if (!('message' in outcome) || !/image|disk|mount|vda/i.test(String(outcome.message)))
        throw new Error(JSON.stringify(outcome));
    },
  },
]);

/** A kernel that the user named, which nothing can be made of. */
async function ownKernel(scope: Scope): Promise<Seen> {
  const output = outputFolder(scope, 'kernel');
  const cache = ownCache(scope);
  const modules = cachedModules(cache);
  const kernel = path.join(cache, 'vmlinuz-garbage');
  writeFileSync(kernel, Buffer.alloc(1_000_000, 0x5a));
  const args = ['run', '--environments', 'vm', '--workloads', 'json', '--kernel', kernel, '--modules', modules];
  const ended = await finish(scope, [...args, '--output', output], { env: { TWINBENCH_CACHE: cache } });
  expectSaid(ended, 'kernel');
  return { outcome: names(output).length === 0 ? 'no results' : 'results', exitCode: findExitCode(ended), wentOn: '' };
}

function cachedModules(cache: string): string {
  const [entry = ''] = names(path.join(cache, 'kernel')).filter((name) =>
    names(path.join(cache, 'kernel', name)).includes('modules'),
  );
  return path.join(cache, 'kernel', entry, 'modules');
}

const OWN_KERNEL_FAULT: Fault = {
  family: 'corrupt',
  name: "user's kernel is garbage",
  environment: 'vm',
  expected: { outcome: 'no results', exitCode: 5, wentOn: '' },
  inject: ownKernel,
};

export const DAMAGED_GUEST_FAULTS: readonly Fault[] = [...GUEST_FILE_FAULTS, OWN_KERNEL_FAULT];
