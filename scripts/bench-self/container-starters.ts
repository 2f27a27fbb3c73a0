/** How each container runtime starts the same command from the same root filesystem. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { CgroupParent } from '../../runtimes/cgroup.js';
import { sealProgram } from '../../runtimes/launcher/sealed-program.js';
import { startSupervised } from '../../runtimes/launcher/supervised-instance.js';
import { nativeProgram } from '../../runtimes/native.js';
import { run } from '../../runtimes/process.js';
import type { InstanceSpec, Mark } from '../../runtimes/runtime.js';
import { removeRuncParents } from '../runc.js';
import { compileStamped, millisecondsBetween, timeStamped } from './stamped-program.js';

/** Makes one start and ends it; resolves with its milliseconds. */
export type Starter = () => Promise<number>;

export const COMMAND = '/bin/first-instruction';
const NAME = 'bench-self';
const LIMITS = { memoryBytes: 512 * 1024 * 1024, pidsMax: 512 };
const SPEC_DEADLINE_MS = 10_000;

export async function prepareOurs(folder: string, rootfs: string, parent: CgroupParent | undefined): Promise<Starter> {
  const launcher = await compileStamped(folder, await sealProgram(await nativeProgram('launcher')));
  return async () => {
    const cgroup = await parent?.create(NAME, LIMITS);
    const marks: Mark[] = [];
    const output: Buffer[] = [];
    const directory = mkdtempSync(path.join(folder, 'instance-'));
    const spec = { ...ourSpec(rootfs, directory, marks, output), ...(cgroup === undefined ? {} : { cgroup }) };
    const instance = await startSupervised('container', launcher, spec);
    try {
      await instance.exited;
    } finally {
      await instance.stop();
    }
    // The first of the two is the stamp's, the second the launcher's own.
    const start = marks.find(({ name }) => name === 'launcher-start');
    if (start === undefined) throw new Error('The launcher reported no start');
    return millisecondsBetween(start.atNs, Buffer.concat(output).toString());
  };
}

function ourSpec(rootfs: string, directory: string, marks: Mark[], output: Buffer[]): InstanceSpec {
  return {
    id: NAME,
    image: { digest: 'none', rootfs, sizeBytes: 0, config: { argv: [COMMAND], env: {}, cwd: '/' } },
    command: { argv: [COMMAND], env: {}, cwd: '/', uid: 0, gid: 0 },
    resources: { ...LIMITS, cpus: 1 },
    directory,
    deadlines: { bootMs: 10_000, stopMs: 10_000 },
    onStdout: (chunk) => void output.push(chunk),
    onStderr: () => undefined,
    onMark: (mark) => void marks.push(mark),
  };
}

export async function prepareBwrap(folder: string, rootfs: string, bwrap: string): Promise<Starter> {
  const stamped = await compileStamped(folder, bwrap);
  const root = ['--ro-bind', rootfs, '/', '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'];
  return () => timeStamped(stamped, ['--unshare-all', ...root, COMMAND]);
}

export async function prepareRunc(folder: string, rootfs: string, runc: string): Promise<Starter> {
  const stamped = await compileStamped(folder, runc);
  const bundle = path.join(folder, 'bundle');
  mkdirSync(bundle);
  await run(runc, ['spec', '--bundle', bundle], { deadlineMs: SPEC_DEADLINE_MS });
  const configFile = path.join(bundle, 'config.json');
  writeFileSync(configFile, JSON.stringify(adaptRuncConfig(JSON.parse(readFileSync(configFile, 'utf8')), rootfs)));
  return async () => {
    try {
      return await timeStamped(stamped, ['--root', path.join(folder, 'runc'), 'run', '--bundle', bundle, NAME]);
    } finally {
      removeRuncParents();
    }
  };
}

const runcConfig = z.looseObject({ process: z.looseObject({}), linux: z.looseObject({}) });

/** The default specification, with our command, root and limits. */
function adaptRuncConfig(text: unknown, rootfs: string): object {
  const config = runcConfig.parse(text);
  const resources = { memory: { limit: LIMITS.memoryBytes }, pids: { limit: LIMITS.pidsMax } };
  return {
    ...config,
    process: { ...config.process, terminal: false, args: [COMMAND] },
    root: { path: rootfs, readonly: true },
    linux: { ...config.linux, resources, cgroupsPath: '/twinbench/bench-self-runc' },
  };
}
