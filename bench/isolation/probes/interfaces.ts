/** Files through which the kernel is steered or read. */
import { cve, type Fact, type Family, kernelDocument, manual, tried } from './fact.js';

function file(id: string, title: string, why: string, reference: string): Fact {
  return { id, title, why, reference, read: tried(id) };
}

const SYSCTL_KERNEL = kernelDocument('admin-guide/sysctl/kernel');

export const WRITABLE: Family = {
  title: 'Writing to the kernel',
  facts: [
    file(
      'write.core-pattern',
      '/proc/sys/kernel/core_pattern',
      'Names a program that the kernel runs as the host’s root when any process crashes.',
      manual(5, 'core'),
    ),
    file(
      'write.modprobe',
      '/proc/sys/kernel/modprobe',
      'Names a program that the kernel runs as the host’s root when it wants a module.',
      SYSCTL_KERNEL,
    ),
    file(
      'write.uevent-helper',
      '/sys/kernel/uevent_helper',
      'Names a program that the kernel runs as the host’s root when a device comes or goes.',
      kernelDocument('admin-guide/abi-testing'),
    ),
    file('write.panic', '/proc/sys/kernel/panic', 'Decides whether a crashed host comes back.', SYSCTL_KERNEL),
    file(
      'write.sysrq',
      '/proc/sysrq-trigger',
      'One letter reboots or crashes the host at once.',
      kernelDocument('admin-guide/sysrq'),
    ),
    file(
      'write.drop-caches',
      '/proc/sys/vm/drop_caches',
      'Slows every instance of the host down, as often as one likes.',
      kernelDocument('admin-guide/sysctl/vm'),
    ),
    file(
      'write.irq',
      '/proc/irq/default_smp_affinity',
      'Decides which CPUs serve interrupts.',
      kernelDocument('core-api/irq/irq-affinity'),
    ),
    file(
      'write.huge-pages',
      '/sys/kernel/mm/transparent_hugepage/enabled',
      'Changes memory management for all instances.',
      kernelDocument('admin-guide/mm/transhuge'),
    ),
    file('write.power', '/sys/power/state', 'Puts the host to sleep.', kernelDocument('admin-guide/pm/sleep-states')),
  ],
};

export const READABLE: Family = {
  title: 'Reading from the kernel',
  facts: [
    file(
      'read.kernel-core',
      '/proc/kcore',
      'All of the kernel’s memory, other instances’ pages included.',
      manual(5, 'proc_kcore'),
    ),
    file('read.memory-device', '/dev/mem', 'Physical memory.', manual(4, 'mem')),
    file('read.port-device', '/dev/port', 'The hardware’s I/O ports.', manual(4, 'mem')),
    file('read.keys', '/proc/keys', 'Names of other instances’ keys.', manual(7, 'keyrings')),
    file('read.timers', '/proc/timer_list', 'Addresses and process names of all instances.', cve('2017-5967')),
    file(
      'read.interrupts',
      '/proc/interrupts',
      'Counts that tell keystrokes and the use of devices apart.',
      manual(5, 'proc_interrupts'),
    ),
    file(
      'read.firmware-tables',
      'ACPI tables below /sys/firmware',
      'Tables of the firmware, which may hold licence keys and addresses.',
      kernelDocument('firmware-guide/acpi/index'),
    ),
    file(
      'read.tracing',
      '/sys/kernel/tracing',
      'The kernel’s tracer sees all that all instances do.',
      kernelDocument('trace/ftrace'),
    ),
    file(
      'read.kvm-device',
      '/dev/kvm',
      'Lets a program be a hypervisor; a large interface of the kernel.',
      kernelDocument('virt/kvm/api'),
    ),
  ],
};
