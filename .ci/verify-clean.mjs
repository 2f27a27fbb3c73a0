/** Nothing of Twinbench may be left: no process, mount, cgroup or instance folder. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { cacheRoot } from '../dist/runtimes/cache.js';

const left = [];
for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    if (/^\S*(qemu-system|\/twinbench\/bin\/)/.test(command)) left.push(`process ${pid}: ${command.slice(0, 120)}`);
  } catch {
    /* ended meanwhile */
  }
}
for (const line of readFileSync('/proc/self/mounts', 'utf8').split('\n'))
  if (line.includes('twinbench')) left.push(`mount ${line}`);
const groups = execFileSync('find', ['/sys/fs/cgroup', '-type', 'd', '-path', '*/twinbench/*'], { encoding: 'utf8' }).trim();
if (groups !== '') left.push(`cgroups ${groups}`);
const work = path.join(cacheRoot(), 'work');
if (existsSync(work)) for (const name of readdirSync(work)) left.push(`folder ${path.join(work, name)}`);
process.stdout.write(left.length === 0 ? 'nothing left behind\n' : `left behind:\n${left.join('\n')}\n`);
process.exitCode = left.length === 0 ? 0 : 1;
