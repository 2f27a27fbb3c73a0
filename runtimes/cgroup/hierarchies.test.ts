import { describe, expect, it } from 'vitest';
import { parseHierarchies } from './hierarchies.js';

describe('parseHierarchies', () => {
  it('reads a v2 host', () => {
    const mountinfo = '30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate';
    expect(parseHierarchies(mountinfo, '0::/user.slice/a.scope\n')).toEqual([
      { version: 2, mountPoint: '/sys/fs/cgroup', controllers: [], ownFolder: '/sys/fs/cgroup/user.slice/a.scope' },
    ]);
  });

  it('reads hybrid hosts with controllers that share a mount', () => {
    const mountinfo = [
      '35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
      '36 31 0:33 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct',
      '41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
      '42 31 0:39 / /tmp rw - tmpfs tmpfs rw',
    ].join('\n');
    const found = parseHierarchies(mountinfo, '4:memory:/a/b\n2:cpu,cpuacct:/\n1:name=systemd:/\n0::/\n');
    expect(found.map(({ version, controllers, ownFolder }) => [version, controllers, ownFolder])).toEqual([
      [1, ['memory'], '/sys/fs/cgroup/memory/a/b'],
      [1, ['cpu', 'cpuacct'], '/sys/fs/cgroup/cpu,cpuacct'],
      [2, [], '/sys/fs/cgroup/unified'],
    ]);
  });

  it('counts the own folder from what is mounted, in a container without a cgroup namespace', () => {
    const mountinfo = '30 23 0:26 /docker/1 /sys/fs/cgroup ro - cgroup2 cgroup2 rw';
    expect(parseHierarchies(mountinfo, '0::/docker/1/x\n')[0]?.ownFolder).toBe('/sys/fs/cgroup/x');
  });

  it('decodes spaces in mount points', () => {
    const found = parseHierarchies('30 23 0:26 / /my\\040groups rw - cgroup2 cgroup2 rw', '0::/\n');
    expect(found[0]?.mountPoint).toBe('/my groups');
  });
});
