/** The host, environments and workloads of a simulated run. */
import type { Host } from '../bench/contract/host.js';
import type { Environment, Generator, Workload } from '../bench/contract/record.js';

export const IMAGE_DIGEST = `sha256:${'3f'.repeat(32)}`;

export const GENERATOR: Generator = { name: 'twinbench', version: '0.1.0', revision: '0'.repeat(40), dirty: false };

const MITIGATIONS = { meltdown: 'Not affected', spectre_v2: 'Mitigation: Retpolines; IBPB: conditional', mds: 'Not affected' };

export const HOST: Host = {
  cpu: { model: 'Simulated CPU @ 2.50GHz', vendor: 'GenuineIntel', cores: 2, threads: 2, online: '0-1' },
  memoryBytes: 24 * 2 ** 30,
  swapBytes: 0,
  kernel: { release: '6.1.0-28-amd64', version: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.119-1', architecture: 'x86_64' },
  mitigations: MITIGATIONS,
  os: { name: 'Debian GNU/Linux', version: '12' },
  cgroup: { layout: 'v2' },
  virtualization: 'none',
  kvm: { present: true, usable: false, reason: 'the guest stalled for 20 s' },
  tools: { node: '20.19.2', qemu: '7.2.22', cc: '12.2.0' },
  noise: { loadAverage: 0.31, stealRatio: 0.002, governor: 'performance' },
  filesystem: { type: 'ext4', memoryBacked: false },
  fingerprint: 'a1b2c3d4e5f6',
};

const RESOURCES = { cpus: 2, cpuset: '0-1', memoryBytes: 512 * 2 ** 20, pidsMax: 512 };
const SHARED = { imageDigest: IMAGE_DIGEST, resources: RESOURCES };

export function simulatedEnvironments(accelerator: 'kvm' | 'tcg', rootless: boolean): Environment[] {
  return [
    { id: 'bare', kind: 'bare', runtime: { id: 'bare', version: '0.1.0' }, ...SHARED },
    {
      id: 'container',
      kind: 'container',
      runtime: { id: 'namespace', version: '0.1.0' },
      ...SHARED,
      container: { namespaces: ['mnt', 'pid', 'net', 'uts', 'ipc', 'cgroup'], rootless, seccomp: true, cgroupLayout: 'v2' },
    },
    {
      id: 'vm',
      kind: 'vm',
      runtime: { id: 'qemu', version: '7.2.22' },
      ...SHARED,
      vm: {
        machine: 'microvm',
        accelerator,
        acceleratorReason:
          accelerator === 'kvm' ? 'a guest booted to its end on /dev/kvm' : '/dev/kvm opens, but a guest on it stalled',
        vcpus: 2,
        kernel: { release: '6.1.0-50-cloud-amd64', mitigations: MITIGATIONS, digest: `sha256:${'7a'.repeat(32)}` },
        cmdline: 'console=ttyS0 panic=-1',
        flavour: 'minimal',
      },
    },
  ];
}

/** Operation length in native milliseconds; 0 for idle, which has none. */
export type SimulatedWorkload = Workload & { readonly operationMs: number };

export const WORKLOADS: readonly SimulatedWorkload[] = [
  workload('idle', 'Idle', 'nothing', 0),
  workload('cpu-hash', 'SHA-256', 'hash 1 MiB', 4.1),
  workload('json', 'JSON', 'parse and print a 200 kB document', 3.2),
  workload('compress', 'Compression', 'deflate 128 KiB', 5.4),
  workload('memory-copy', 'Memory copy', 'copy 16 MiB', 3.7),
  workload('file-io', 'File I/O', 'write, fsync, read and unlink 256 KiB', 8.3),
  workload('process-spawn', 'Process spawn', 'spawn and reap two processes', 6.8),
  workload('loopback-http', 'Loopback HTTP', 'twenty requests over loopback', 7.5),
];

function workload(id: string, title: string, operation: string, operationMs: number): SimulatedWorkload {
  return { id, version: '1', title, operation, parameters: { windowMs: 1000 }, digest: `sha256:${'c4'.repeat(32)}`, operationMs };
}
