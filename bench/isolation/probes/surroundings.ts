/** What of the host lies within sight or reach: processes, mounts, devices, namespaces. */
import { cve, type Fact, type Family, manual, UNKNOWN } from './fact.js';

const CONTROL_FILESYSTEMS: readonly string[] = [
  'sysfs',
  'cgroup',
  'cgroup2',
  'debugfs',
  'tracefs',
  'securityfs',
  'efivarfs',
  'configfs',
  'bpf',
];

/** Nodes that any program may have: null, zero, full, random, urandom, tty, console, ptmx, by major:minor; and pseudo terminals. */
const HARMLESS_NODES: readonly string[] = ['1:3', '1:5', '1:7', '1:8', '1:9', '5:0', '5:1', '5:2'];
const PSEUDO_TERMINALS = /^1(3[6-9]|4[0-3]):/;

const processes: Fact['read'] = (sides) => {
  const { inside, sameKernel } = sides;
  const [count, threads] = [inside.number('processes'), inside.text('kernel-threads')];
  if (count === undefined || threads === undefined) return UNKNOWN;
  if (!sameKernel) return { reading: 'isolated', answer: 'its own' };
  // The first PID namespace shows the kernel's threads; Twinbench's own is another where it runs in a container itself.
  const isShared = threads === 'seen' || readPidNamespace(sides).reading === 'shared';
  return isShared ? { reading: 'shared', answer: 'all of the host' } : { reading: 'isolated', answer: 'its own' };
};

const controlMounts: Fact['read'] = ({ inside, sameKernel }) => {
  const mounts = inside.list('mounts');
  if (mounts === undefined) return UNKNOWN;
  const writable = mounts.map((mount) => mount.split(' ')).filter(([, mode]) => mode === 'rw');
  const types = CONTROL_FILESYSTEMS.filter((name) => writable.some(([type]) => type === name));
  if (types.length === 0) return { reading: 'isolated', answer: 'none' };
  return { reading: sameKernel ? 'shared' : 'own-kernel', answer: types.join(', ') };
};

const devices: Fact['read'] = ({ inside, sameKernel }) => {
  const nodes = inside.list('devices');
  if (nodes === undefined) return UNKNOWN;
  const others = nodes
    .map((node) => node.split(' '))
    .filter(([, number = '']) => !HARMLESS_NODES.includes(number) && !PSEUDO_TERMINALS.test(number));
  if (others.length === 0) return { reading: 'isolated', answer: 'none' };
  const blocks = others.filter(([type]) => type === 'block').length;
  const answer = blocks > 0 ? 'disks among them' : 'no disk';
  return { reading: sameKernel ? 'shared' : 'own-kernel', answer };
};

/** First namespaces have the same numbers on every kernel, so numbers mean something on the same kernel only. */
function namespace(kind: string): Fact['read'] {
  return ({ inside, host, sameKernel }) => {
    if (!sameKernel) return { reading: 'isolated', answer: 'its own kernel’s' };
    const [own, hosts] = [inside, host].map((side) => side.list('namespaces')?.find((name) => name.startsWith(`${kind}:`)));
    if (own === undefined || hosts === undefined) return UNKNOWN;
    return own === hosts ? { reading: 'shared', answer: 'the host’s' } : { reading: 'isolated', answer: 'its own' };
  };
}

const readPidNamespace = namespace('pid');

function namespaceFact(kind: string, title: string, why: string, reference: string): Fact {
  return { id: `namespace.${kind}`, title, why, reference, read: namespace(kind) };
}

export const SURROUNDINGS: Family = {
  title: 'Within sight and reach',
  facts: [
    {
      id: 'processes',
      title: 'Processes',
      why: 'Who sees the host’s processes reads their command lines and, as root, their memory.',
      reference: manual(7, 'pid_namespaces'),
      read: processes,
    },
    {
      id: 'control-mounts',
      title: 'Control filesystems mounted writable',
      why: 'They steer the kernel: the release_agent of a writable cgroup runs a program as the host’s root.',
      reference: cve('2022-0492'),
      read: controlMounts,
    },
    {
      id: 'devices',
      title: 'Device nodes beyond the usual nine',
      why: 'A node is a driver’s whole interface; a disk’s node is everything that is on the disk.',
      reference: manual(2, 'mknod'),
      read: devices,
    },
    namespaceFact(
      'mnt',
      'Mount namespace',
      'In a shared one, a mount made inside appears on the host.',
      manual(7, 'mount_namespaces'),
    ),
    namespaceFact(
      'pid',
      'PID namespace',
      'In a shared one, root inside signals every process of the host.',
      manual(7, 'pid_namespaces'),
    ),
    namespaceFact(
      'net',
      'Network namespace',
      'In a shared one, services that only the host should reach are reached: CVE-2020-15257 made that the host’s root.',
      cve('2020-15257'),
    ),
    namespaceFact(
      'ipc',
      'IPC namespace',
      'In a shared one, shared memory of the host’s programs can be attached.',
      manual(7, 'ipc_namespaces'),
    ),
    namespaceFact('uts', 'UTS namespace', 'In a shared one, root inside renames the host.', manual(7, 'uts_namespaces')),
    namespaceFact(
      'cgroup',
      'Cgroup namespace',
      'In a shared one, the place in the host’s tree of control groups shows.',
      manual(7, 'cgroup_namespaces'),
    ),
    namespaceFact(
      'user',
      'User namespace',
      'In a shared one, root inside is root of the host, held back by lists alone.',
      manual(7, 'user_namespaces'),
    ),
  ],
};
