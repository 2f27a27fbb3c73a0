/** Whose kernel it is. */
import { type Family, kernelDocument, manual, tried, UNKNOWN } from './fact.js';

export const KERNEL: Family = {
  title: 'Kernel',
  facts: [
    {
      id: 'kernel-release',
      title: 'Kernel release',
      why: 'A fault in a shared kernel is a fault in the wall between instances; a kernel of its own can differ and be patched apart.',
      reference: manual(2, 'uname'),
      read: ({ inside, sameKernel }) => {
        const release = inside.text('kernel-release');
        return release === undefined ? UNKNOWN : { reading: sameKernel ? 'shared' : 'isolated', answer: release };
      },
    },
    {
      id: 'boot-id',
      title: 'Boot of the kernel',
      why: 'The id of a boot is the same wherever the same kernel answers, however its release is dressed up.',
      reference: manual(5, 'proc_sys_kernel'),
      read: ({ inside, sameKernel }) => {
        if (inside.text('boot-id') === undefined) return UNKNOWN;
        return sameKernel ? { reading: 'shared', answer: 'the host’s' } : { reading: 'isolated', answer: 'its own' };
      },
    },
    {
      id: 'kernel-addresses',
      title: 'Kernel addresses in /proc/kallsyms',
      why: 'Addresses of the kernel defeat its address randomisation, which most exploits must get past first.',
      reference: kernelDocument('admin-guide/sysctl/kernel'),
      read: ({ inside, sameKernel }) => {
        const shown = inside.text('kernel-addresses');
        if (shown === undefined) return UNKNOWN;
        if (shown !== 'shown') return { reading: 'isolated', answer: shown };
        return { reading: sameKernel ? 'shared' : 'own-kernel', answer: 'shown' };
      },
    },
    {
      id: 'try.kernel-log',
      title: 'Kernel log by syslog(2)',
      why: 'The log tells of other instances, devices and addresses.',
      reference: manual(2, 'syslog'),
      read: tried('try.kernel-log'),
    },
    {
      id: 'read.kernel-log',
      title: 'Kernel log by /dev/kmsg',
      why: 'The same log through a device; also a place to write false messages to.',
      reference: kernelDocument('admin-guide/sysctl/kernel'),
      read: tried('read.kernel-log'),
    },
  ],
};
