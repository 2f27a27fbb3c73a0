import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Cgroup, type CgroupParent, findUnjudgedCgroups, openCgroupParent, sweepCgroups } from '../cgroup.js';
import { projectRoot } from '../native.js';
import { ownerName, thisProcess } from '../owner.js';
import { run } from '../process.js';
import { createGroup } from './group.js';
import { detectCgroups } from './layout.js';
import { runFolders } from './parent.js';

const MEBIBYTE = 1024 * 1024;
const MODULE = path.join(projectRoot, 'dist', 'runtimes', 'cgroup.js');
const detection = await detectCgroups();
const skipReason = detection.site === undefined ? ` (skipped: ${detection.reason})` : '';

/** Runs a shell line inside the group; resolves with its end. */
function runInside(group: Cgroup, line: string): { child: ChildProcess; ended: Promise<number | string> } {
  const folders = [...Object.values(group.legacyPaths), ...(group.unifiedPath === undefined ? [] : [group.unifiedPath])];
  const join = folders.map((folder) => `echo 0 > ${folder}/cgroup.procs`).join(' && ');
  const child = spawn('/bin/sh', ['-c', `${join} && { ${line}; }`], { stdio: 'ignore' });
  return { child, ended: new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal ?? ''))) };
}

describe.skipIf(detection.site === undefined)(`control groups${skipReason}`, () => {
  let parent: CgroupParent;
  let group: Cgroup | undefined;

  beforeAll(async () => {
    const support = await openCgroupParent();
    if (support.parent === undefined) throw new Error(support.reason);
    parent = support.parent;
  });
  afterEach(async () => {
    await group?.kill(5_000);
    await group?.remove(5_000);
    group = undefined;
  });
  afterAll(() => parent.close());

  it('kills at the memory limit and counts it, also after removal', async () => {
    group = await parent.create('memory', { memoryBytes: 32 * MEBIBYTE, pidsMax: 50 });
    const { ended } = runInside(group, 'exec node -e "Buffer.alloc(256 * 1024 * 1024, 1)"');
    expect(await ended).toBe('SIGKILL');
    expect(await group.oomKills()).toBeGreaterThan(0);
    await group.remove(5_000);
    expect(await group.oomKills()).toBeGreaterThan(0);
  });

  it('refuses forks at the pids limit and counts them', async () => {
    group = await parent.create('pids', { pidsMax: 5 });
    const { ended } = runInside(group, 'for i in 1 2 3 4 5 6 7 8; do sleep 5 & done; wait');
    await expect.poll(() => group?.pidsRefusals(), { timeout: 10_000 }).toBeGreaterThan(0);
    await group.kill(5_000);
    await ended;
  });

  it('kills a tree of processes, waits for its end and removes every folder', async () => {
    group = await parent.create('tree', { pidsMax: 50 });
    const { ended } = runInside(group, '(setsid sleep 60 & sleep 60 & sleep 60) & sleep 60');
    await expect.poll(async () => (await group?.pids())?.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(4);
    await group.kill(5_000);
    expect(await group.pids()).toEqual([]);
    await group.remove(5_000);
    expect([group.unifiedPath, ...Object.values(group.legacyPaths)].filter((one) => one && existsSync(one))).toEqual([]);
    await ended;
  });

  it('confines to a cpuset where asked for', async () => {
    group = await parent.create('cpus', { cpuset: '0' });
    const { child, ended } = runInside(group, 'sleep 60');
    await expect
      .poll(() => readFileSync(`/proc/${String(child.pid)}/status`, 'utf8'), { timeout: 10_000 })
      .toMatch(/Cpus_allowed_list:\t0\n/);
    await group.kill(5_000);
    await ended;
  });

  it('counts the CPU time of what ran inside', async () => {
    group = await parent.create('cpu', {});
    await runInside(group, 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done').ended;
    const text = readFileSync(group.files.cpu.path, 'utf8');
    const usedNs = group.files.cpu.format === 'cpu.stat' ? Number(/usage_usec (\d+)/.exec(text)?.[1]) * 1000 : Number(text);
    expect(usedNs).toBeGreaterThan(10_000_000);
  });

  it('has every file it names, but for the peak of old v2 kernels', async () => {
    group = await parent.create('files', { memoryBytes: 32 * MEBIBYTE });
    const { cpu, memoryStat, memoryCurrent, kernelMemory } = group.files;
    const named = [cpu.path, memoryStat?.path, memoryCurrent, kernelMemory].filter((file) => file !== undefined);
    expect(named.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('leaves nothing when a limit is refused', async () => {
    await expect(parent.create('refused', { pidsMax: -5 })).rejects.toThrow(/pids\.max/);
    const again = await parent.create('refused', {});
    await again.remove(5_000);
  });

  it('is opened and closed by several processes at once, which share one parent', async () => {
    const script = `
      const { openCgroupParent, sweepCgroups } = await import(${JSON.stringify(MODULE)});
      for (let round = 0; round < 150; round += 1) {
        const { parent } = await openCgroupParent();
        const group = await parent.create('x', { pidsMax: 5, cpuset: '0' });
        await group.remove(5000);
        await parent.close();
        await sweepCgroups();
      }`;
    const start = () => run(process.execPath, ['--input-type=module', '--eval', script], { deadlineMs: 60_000 });
    // Without this process's own folder, which keeps the parent in place.
    await parent.close();
    await Promise.all([start(), start(), start()]);
    const reopened = await openCgroupParent();
    if (reopened.parent !== undefined) parent = reopened.parent;
  });

  it('leaves the groups of owners that cannot be judged, and names them', async () => {
    if (detection.site === undefined) return;
    const runName = ownerName({ ...thisProcess(), pid: spawnSync('/bin/true').pid, namespaces: '00000000' });
    const { unified, legacy } = runFolders(detection.site, runName);
    const folder = legacy['pids'] ?? unified ?? '';
    mkdirSync(folder);
    try {
      const { removed, spared } = await sweepCgroups();
      expect(removed.join()).not.toContain(runName);
      expect(spared.map((one) => one.path)).toContain(`control group twinbench/${runName}`);
      expect((await findUnjudgedCgroups()).map((one) => one.path)).toContain(`control group twinbench/${runName}`);
      expect(existsSync(folder)).toBe(true);
    } finally {
      rmdirSync(folder);
    }
  });

  it('gives a worker of the tests a parent of its own, and takes it back', async () => {
    const before = process.env['TWINBENCH_TEST_SLOT'];
    process.env['TWINBENCH_TEST_SLOT'] = '98';
    try {
      const { parent: own } = await openCgroupParent();
      const made = await own?.create('apart', {});
      const folders = [made?.unifiedPath, ...Object.values(made?.legacyPaths ?? {})].flatMap((folder) => folder ?? []);
      expect(folders.length).toBeGreaterThan(0);
      for (const folder of folders) expect(folder).toMatch(/\/twinbench\/slot-98\/run-[^/]+\/apart$/);
      await made?.remove(5_000);
      await own?.close();
      expect(folders.filter((folder) => existsSync(path.dirname(path.dirname(folder))))).toEqual([]);
      process.env['TWINBENCH_TEST_SLOT'] = 'x';
      await expect(openCgroupParent()).rejects.toThrow('TWINBENCH_TEST_SLOT');
    } finally {
      if (before === undefined) delete process.env['TWINBENCH_TEST_SLOT'];
      else process.env['TWINBENCH_TEST_SLOT'] = before;
    }
  });

  it('sweeps the groups of a dead owner with their processes, and no others', async () => {
    if (detection.site === undefined) return;
    const dead = spawnSync('/bin/true').pid;
    const runName = ownerName({ ...thisProcess(), pid: dead });
    const { unified, legacy } = runFolders(detection.site, runName);
    const limiting = Object.entries(legacy).filter(([controller]) => controller !== 'cpuset');
    const inGroup = limiting.map(([controller, folder]) => [controller, `${folder}/x`] as const);
    const orphan = createGroup(
      { legacy: Object.fromEntries(inGroup), ...(unified === undefined ? {} : { unified: `${unified}/x` }) },
      detection.site.layout,
      {},
    );
    group = await parent.create('alive', {});
    const { ended } = runInside(orphan, 'sleep 60');
    await expect.poll(() => orphan.pids(), { timeout: 10_000 }).not.toHaveLength(0);
    expect((await sweepCgroups()).removed).toContain(`control group twinbench/${runName}`);
    expect(await ended).toBe('SIGKILL');
    expect([unified, ...Object.values(legacy)].filter((folder) => folder !== undefined && existsSync(folder))).toEqual([]);
    expect(existsSync(group.unifiedPath ?? group.legacyPaths['memory'] ?? '')).toBe(true);
  });
});
