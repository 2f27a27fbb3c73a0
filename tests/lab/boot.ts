/**
 * Boots the lab's host: software emulation of a machine whose CPU has AMD's SVM, so that its KVM is real hardware virtualization as far as
 * everything inside can tell. It ends by itself; what it wrote to its third disk is unpacked.
 */
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
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
/**
 * Periodic ticks: QEMU 7.2 changes a CPU's pending interrupts without a lock when its nested guest exits (do_vmexit), and so loses one now and then.
 * The next tick delivers it after all; a one-shot timer would never fire again, and the host hang.
 */
const TICKS = 'highres=off nohz=off';
/** What guards a kernel against speculation costs most where each indirect jump is emulated, and emulation speculates on nothing. */
const NO_MITIGATIONS = 'mitigations=off';
/**
 * Four levels of page tables instead of five: an emulated walk of nested tables takes the product of both. And no fast string instructions: with
 * them the kernel and glibc copy by single bytes, each of which is emulated.
 */
const CPU = 'max,la57=off,erms=off,fsrm=off';
/** Two hosts run at the same time: a second CPU in each would only wait for one that is not running. */
const CPUS = '1';
const OUTPUT_BYTES = 256 * 1024 * 1024;
const UNPACK_DEADLINE_MS = 60_000;
const MAX_BOOTS = 4;
/** The script inside speaks every ten seconds; a boot until then takes under a minute. */
const MAX_SILENCE_MS = 150_000;
const ALIVE = 'lab: alive';
const SILENT = 'it was silent for too long';
/** In the output when the script inside came to its end. */
const FINISHED = 'finished';
const CONSOLE_END = 4000;

export interface BootOptions {
  readonly variant: Variant;
  readonly host: HostDisk;
  readonly checkoutDisk: string;
  /** Written to: see cache-disk.ts. */
  readonly cacheDisk: string;
  /** Empty folder for the consoles' logs and OUTPUT_FOLDER. */
  readonly folder: string;
  readonly deadlineMs: number;
  /** Called with each line of the console that the scripts inside wrote. */
  readonly onProgress: (line: string) => void;
}

/**
 * A host that the emulator crashed or froze is booted again and goes on behind the last step that ended, which is told.
 * @returns how often it was booted
 * @throws Error – the host did not power itself off in time, or ended otherwise than by a fault of its emulation, or too often
 */
export async function bootLab(options: BootOptions): Promise<number> {
  const out = path.join(options.folder, OUTPUT_FOLDER);
  const outputDisk = path.join(options.folder, 'out.raw');
  await mkdir(out, { recursive: true });
  await writeFile(outputDisk, '');
  await truncate(outputDisk, OUTPUT_BYTES);
  const endMs = Date.now() + options.deadlineMs;
  for (let boot = 1; ; boot += 1) {
    const consoleLog = path.join(options.folder, `console-${String(boot)}.log`);
    const end = await powerOn(options, { outputDisk, consoleLog, deadlineMs: endMs - Date.now() });
    await run('tar', ['--extract', '--file', outputDisk, '--directory', out], { deadlineMs: UNPACK_DEADLINE_MS });
    if (existsSync(path.join(out, FINISHED))) return boot;
    const fault = await faultOfEmulation(end, consoleLog);
    if (fault === undefined || boot === MAX_BOOTS) throw unfinished(options, end, await readFile(consoleLog, 'utf8'));
    options.onProgress(
      `lab: ${options.variant}: FAULT OF THE EMULATION: ${fault}. Booting again, to go on behind the last step.`,
    );
  }
}

function unfinished({ variant }: BootOptions, end: string, log: string): Error {
  return new Error(`the lab's ${variant} host did not finish: ${end}. The end of its console:\n${log.slice(-CONSOLE_END)}`);
}

/**
 * QEMU 7.2 now and then hands a page fault of a nested guest to the kernel above it, which dies in kvm_amd's world switch with the guest's
 * own registers; or no CPU of that kernel gets on any more. Any other end says something of Twinbench, or of this test.
 */
async function faultOfEmulation(end: string, consoleLog: string): Promise<string | undefined> {
  if (end === SILENT) return 'the host fell silent';
  const log = await readFile(consoleLog, 'utf8');
  const panic = /Kernel panic.*/.exec(log)?.[0];
  return panic !== undefined && /\bkvm_amd\b/.test(log) && log.includes('svm_vcpu_run') ? panic : undefined;
}

interface Power {
  readonly outputDisk: string;
  readonly consoleLog: string;
  readonly deadlineMs: number;
}

/** Should the test be killed, the machine is too: nothing else would end it. @returns how it ended */
function powerOn(options: BootOptions, { outputDisk, consoleLog, deadlineMs }: Power): Promise<string> {
  const args = ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...machineArguments(options, outputDisk)];
  const qemu = spawn('setpriv', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(consoleLog);
  qemu.stdout.pipe(log);
  qemu.stderr.pipe(log, { end: false });
  const lines = createInterface({ input: qemu.stdout });
  return new Promise((resolve, reject) => {
    let end: string | undefined;
    const endAs = (because: string) => () => {
      end = because;
      qemu.kill('SIGKILL');
    };
    const deadline = setTimeout(endAs('its deadline passed'), deadlineMs);
    const silence = setTimeout(endAs(SILENT), MAX_SILENCE_MS);
    lines.on('line', (line) => {
      const told = /lab: .*/.exec(line)?.[0].trimEnd();
      if (told !== undefined) silence.refresh();
      if (told !== undefined && told !== ALIVE) options.onProgress(told);
    });
    qemu.on('error', reject);
    qemu.on('close', (code, signal) => {
      clearTimeout(deadline);
      clearTimeout(silence);
      resolve(end ?? `QEMU ended with ${String(signal ?? code)}`);
    });
  });
}

function machineArguments({ variant, host, checkoutDisk, cacheDisk }: BootOptions, outputDisk: string): string[] {
  const disk = (file: string, snapshot: 'on' | 'off') => [
    '-drive',
    `file=${file},format=raw,if=virtio,cache=unsafe,snapshot=${snapshot}`,
  ];
  return [
    ...['-machine', 'q35', '-accel', 'tcg,thread=multi', '-cpu', CPU, '-smp', CPUS, '-m', '4096'],
    ...['-nodefaults', '-display', 'none', '-no-reboot', '-serial', 'stdio'],
    ...['-kernel', host.kernel, '-initrd', host.initramfs],
    ...['-append', `console=ttyS0 root=/dev/vda rw loglevel=4 panic=-1 ${TICKS} ${NO_MITIGATIONS} ${INIT[variant]}`],
    ...disk(host.disk, 'on'),
    ...disk(checkoutDisk, 'on'),
    ...disk(outputDisk, 'off'),
    ...disk(cacheDisk, 'off'),
  ];
}
