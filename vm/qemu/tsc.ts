/**
 * The rate of the host's time-stamp counter. Under software emulation the guest's counter is the host's, and a microvm has no other clock
 * that it could be measured against reliably: on a busy host the kernel's own attempt (against the PIT) fails and the boot hangs. KVM guests
 * are told the rate by their hypervisor; emulated ones are told it on the kernel's command line.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { cacheFolder, cacheKey } from '../../runtimes/cache.js';
import { nativeProgram } from '../../runtimes/native.js';
import { run } from '../../runtimes/process.js';
import { readJson, writeJson } from '../guest/json-file.js';

const MEASURE_DEADLINE_MS = 10_000;
const khzSchema = z.number().int().positive();

/** kHz, measured once per boot of the host; absent where the counter does not run at one rate. */
export async function hostTscKhz(): Promise<number | undefined> {
  if (!(await isConstant())) return undefined;
  const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  const file = path.join(cacheFolder('tsc'), `${cacheKey(bootId)}.json`);
  const known = await readJson(file, khzSchema);
  if (known !== undefined) return known;
  const { stdout } = await run(await nativeProgram('supervisor'), ['tsc-khz'], { deadlineMs: MEASURE_DEADLINE_MS });
  const khz = khzSchema.parse(Number(stdout.trim()));
  await writeJson(file, khz);
  return khz;
}

async function isConstant(): Promise<boolean> {
  const flags = /^flags\s*:(.*)$/m.exec(await readFile('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? [];
  return flags.includes('constant_tsc') && flags.includes('nonstop_tsc');
}
