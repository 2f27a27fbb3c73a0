/** Privileged operations, and new namespaces inside. */
import { cve, type Fact, type Family, kernelDocument, manual, tried } from './fact.js';

function operation(id: string, title: string, why: string, reference: string): Fact {
  return { id, title, why, reference, read: tried(id) };
}

export const OPERATIONS: Family = {
  title: 'Privileged operations',
  facts: [
    operation(
      'try.mount',
      'Mount a filesystem',
      'Filesystem code of the kernel runs on data of the instance’s choice.',
      cve('2022-0185'),
    ),
    operation('try.module', 'Load a kernel module', 'A module is the kernel.', manual(2, 'finit_module')),
    operation('try.kexec', 'Load another kernel', 'Replaces the kernel.', manual(2, 'kexec_load')),
    operation(
      'try.reboot',
      'Reboot',
      'Ends everything that runs on the kernel; in a PID namespace of its own, only the instance.',
      manual(2, 'reboot'),
    ),
    operation('try.raw-ports', 'Raw I/O (iopl)', 'Ports reach disks, interrupts and memory past the kernel.', manual(2, 'iopl')),
    operation(
      'try.clock',
      'Set the clock',
      'All instances of a kernel share its clock: certificates, logs and locks depend on it.',
      manual(2, 'adjtimex'),
    ),
    operation(
      'try.host-name',
      'Set the host name',
      'Harmless in a UTS namespace of its own; else the host’s.',
      manual(2, 'sethostname'),
    ),
    operation(
      'try.swap',
      'Switch swap on',
      'Memory of all instances is written where the instance chooses.',
      manual(2, 'swapon'),
    ),
    operation('try.device-node', 'Make a device node', 'A node for the host’s disk is the host’s disk.', manual(2, 'mknod')),
    operation(
      'try.open-by-handle',
      'Open files by handle',
      'Reaches any file of a filesystem by number, past the instance’s root: the “shocker” escape.',
      manual(2, 'open_by_handle_at'),
    ),
    operation(
      'try.chroot',
      'Change the root folder',
      'Root can leave a chroot that nothing else backs; in a container it gains nothing.',
      manual(2, 'chroot'),
    ),
    operation(
      'try.real-time',
      'Real-time priority',
      'A loop in real time starves every other instance on its CPU.',
      manual(7, 'sched'),
    ),
    operation(
      'try.packet-socket',
      'Raw network packets',
      'Sees and forges all traffic of its network: CVE-2020-14386 went from there to the host’s root.',
      cve('2020-14386'),
    ),
    operation('try.raw-socket', 'Raw IP sockets', 'Forged packets within the instance’s network.', manual(7, 'raw')),
    operation(
      'try.vsock',
      'Sockets to hypervisor and guests',
      'Past every firewall to the hypervisor’s own services.',
      manual(7, 'vsock'),
    ),
    operation('try.bpf', 'Load BPF', 'Programs inside the kernel; its verifier had faults that gave root.', cve('2021-3490')),
    operation(
      'try.perf-event',
      'Watch a CPU by perf',
      'Sees what other instances execute.',
      kernelDocument('admin-guide/perf-security'),
    ),
    operation(
      'try.userfaultfd',
      'userfaultfd',
      'Holds the kernel still at a moment of one’s choice, which makes races in it easy to win.',
      kernelDocument('admin-guide/mm/userfaultfd'),
    ),
    operation(
      'try.io-uring',
      'io_uring',
      'A second, large way to call the kernel, past filters of system calls.',
      manual(7, 'io_uring'),
    ),
    operation(
      'try.keyring',
      'Kernel keyrings',
      'The kernel’s keyrings are not namespaced like all else: instances of one user share them.',
      manual(7, 'keyrings'),
    ),
    operation(
      'try.ptrace',
      'Trace own processes',
      'Needed by debuggers; reaches no further than the instance’s own processes.',
      manual(2, 'ptrace'),
    ),
    operation('try.i386', '32-bit system calls', 'A second table of calls, which a filter must cover too.', manual(2, 'seccomp')),
    operation(
      'try.x32',
      'x32 system calls',
      'A third table of calls with numbers that simple filters overlook.',
      manual(2, 'seccomp'),
    ),
  ],
};

const NAMESPACE_WHY = 'New namespaces open code of the kernel that is for root otherwise; many of its faults were reached so.';

function nested(kind: string, title: string): Fact {
  return operation(`nest.${kind}`, title, NAMESPACE_WHY, manual(7, kind === 'user' ? 'user_namespaces' : 'namespaces'));
}

export const NESTING: Family = {
  title: 'New namespaces inside',
  facts: [
    nested('user', 'User namespace'),
    nested('mount', 'Mount namespace'),
    nested('pid', 'PID namespace'),
    nested('network', 'Network namespace'),
    nested('uts', 'UTS namespace'),
    nested('ipc', 'IPC namespace'),
    nested('cgroup', 'Cgroup namespace'),
  ],
};
