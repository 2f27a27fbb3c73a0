/**
 * Boots the lab's host: software emulation of a machine whose CPU has AMD's SVM, so that its KVM is real hardware virtualization as far as
 * everything inside can tell. It ends by itself; what it wrote to its third disk is unpacked.
 */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { run } from '../../runtimes/process.js';
import type { HostDisk } from './host-disk.js';

export const VARIANTS = ['plain', 'systemd'] as const;
export type Variant = (typeof VARIANTS)[number];

/** In the folder of a boot: what its steps left. */
export const OUTPUT_FOLDER = 'out';

/** `plain` has no service manager: the v2 tree is root's own. */
const INIT: Readonly<Record<Variant, string>> = {
  plain: 'init=/usr/local/sbin/lab-init',
  systemd: 'systemd.wants=lab.service',
};
const OUTPUT_BYTES = 256 * 1024 * 1024;
const UNPACK_DEADLINE_MS = 60_000;

export interface BootOptions {
  readonly variant: Variant;
  readonly host: HostDisk;
  readonly checkoutDisk: string;
  /** Written to: see cache-disk.ts. */
  readonly cacheDisk: string;
  /** Empty folder for console.log and OUTPUT_FOLDER. */
  readonly folder: string;
  readonly deadlineMs: number;
  /** Called with each line of the console that the scripts inside wrote. */
  readonly onProgress: (line: string) => void;
}

/** @throws Error – the host did not power itself off in time */
export async function bootLab(options: BootOptions): Promise<void> {
  const out = path.join(options.folder, OUTPUT_FOLDER);
  const outputDisk = path.join(options.folder, 'out.raw');
  await mkdir(out, { recursive: true });
  await writeFile(outputDisk, '');
  await truncate(outputDisk, OUTPUT_BYTES);
  await powerOn(options, outputDisk);
  await run('tar', ['--extract', '--file', outputDisk, '--directory', out], { deadlineMs: UNPACK_DEADLINE_MS });
}

/** Should the test be killed, the machine is too: nothing else would end it. */
function powerOn(options: BootOptions, outputDisk: string): Promise<void> {
  const args = ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...machineArguments(options, outputDisk)];
  const qemu = spawn('setpriv', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const consoleLog = path.join(options.folder, 'console.log');
  qemu.stdout.pipe(createWriteStream(consoleLog));
  createInterface({ input: qemu.stdout }).on('line', (line) => {
    const progress = /lab: .*/.exec(line)?.[0];
    if (progress !== undefined) options.onProgress(progress.trimEnd());
  });
  let stderr = '';
  qemu.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => qemu.kill('SIGKILL'), options.deadlineMs);
    qemu.on('error', reject);
    qemu.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else reject(new Error(`the lab's host ended with ${String(signal ?? code)}; console in ${consoleLog}\n${stderr}`));
    });
  });
}

function machineArguments({ variant, host, checkoutDisk, cacheDisk }: BootOptions, outputDisk: string): string[] {
  const disk = (file: string, snapshot: 'on' | 'off') => [
    '-drive',
    `file=${file},format=raw,if=virtio,cache=unsafe,snapshot=${snapshot}`,
  ];
  return [
    // Four levels of page tables instead of five: an emulated walk of nested tables takes the product of both.
    ...['-machine', 'q35', '-accel', 'tcg,thread=multi', '-cpu', 'max,la57=off', '-smp', '2', '-m', '4096'],
    ...['-nodefaults', '-display', 'none', '-no-reboot', '-serial', 'stdio'],
    ...['-kernel', host.kernel, '-initrd', host.initramfs],
    ...['-append', `console=ttyS0 root=/dev/vda rw loglevel=4 panic=-1 ${INIT[variant]}`],
    ...disk(host.disk, 'on'),
    ...disk(checkoutDisk, 'on'),
    ...disk(outputDisk, 'off'),
    ...disk(cacheDisk, 'off'),
  ];
}
