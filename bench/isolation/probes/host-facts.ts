/** What of the host shows through. */
import { comparedText, type Fact, type Family, kernelDocument, manual, UNKNOWN } from './fact.js';

/** The host is asked a little before the instance. */
const MAX_SECONDS_APART = 120;

const uptime: Fact['read'] = ({ inside, host, sameKernel }) => {
  const [own, hosts] = [inside.number('uptime-seconds'), host.number('uptime-seconds')];
  if (own === undefined || hosts === undefined) return UNKNOWN;
  const isHosts = sameKernel && Math.abs(own - hosts) <= MAX_SECONDS_APART;
  return isHosts ? { reading: 'shared', answer: 'the host’s' } : { reading: 'isolated', answer: 'its own' };
};

const memory: Fact['read'] = ({ inside, host, sameKernel }) => {
  const [own, hosts] = [inside.number('memory-bytes'), host.number('memory-bytes')];
  if (own === undefined || hosts === undefined) return UNKNOWN;
  const isHosts = sameKernel && own === hosts;
  return isHosts ? { reading: 'shared', answer: 'all of the host’s' } : { reading: 'isolated', answer: 'its own' };
};

/** A guest may happen to have as many. */
const cpus: Fact['read'] = (sides) => {
  const compared = comparedText('cpus-online')(sides);
  return sides.sameKernel || compared.reading === 'absent' ? compared : { ...compared, reading: 'isolated' };
};

const load: Fact['read'] = ({ inside, sameKernel }) => {
  if (inside.text('load') === undefined) return { reading: 'absent', answer: 'not told' };
  return sameKernel ? { reading: 'shared', answer: 'the host’s' } : { reading: 'isolated', answer: 'its own' };
};

/** Reads as shared where it is the host's own text. The words may be the host's secrets: they are compared, not kept. */
function comparedSecretly(id: string): Fact['read'] {
  return ({ inside, host }) => {
    const own = inside.text(id);
    if (own === undefined) return { reading: 'absent', answer: 'not told' };
    return own === host.text(id) ? { reading: 'shared', answer: 'the host’s' } : { reading: 'isolated', answer: 'its own' };
  };
}

const disks: Fact['read'] = ({ inside, host, sameKernel }) => {
  const own = inside.list('disks');
  if (own === undefined) return { reading: 'absent', answer: 'not told' };
  const shared = own.filter((name) => sameKernel && host.list('disks')?.includes(name) === true);
  return shared.length > 0
    ? { reading: 'shared', answer: 'the host’s' }
    : { reading: 'isolated', answer: own.length === 0 ? 'none' : 'its own' };
};

export const HOST_FACTS: Family = {
  title: 'Facts of the host that show',
  facts: [
    {
      id: 'uptime',
      title: 'Uptime',
      why: 'Tells which instances share a host, and how long it was not patched.',
      reference: manual(5, 'proc_uptime'),
      read: uptime,
    },
    {
      id: 'memory',
      title: 'Size of the memory',
      why: 'Programs that size themselves by it plan with memory that a limit does not give them.',
      reference: manual(5, 'proc_meminfo'),
      read: memory,
    },
    {
      id: 'cpus-online',
      title: 'CPUs online',
      why: 'Programs that start a thread for each CPU count the host’s.',
      reference: manual(5, 'sysfs'),
      read: cpus,
    },
    {
      id: 'cpu-model',
      title: 'Model of the CPU',
      why: 'Names the faults of the hardware that a side channel can use. A guest sees it too where the CPU is passed through.',
      reference: kernelDocument('admin-guide/hw-vuln/index'),
      read: comparedText('cpu-model'),
    },
    {
      id: 'load',
      title: 'Load of the host',
      why: 'Tells what others do, and can carry messages between instances that should have no channel.',
      reference: manual(5, 'proc_loadavg'),
      read: load,
    },
    {
      id: 'command-line',
      title: 'Command line of the kernel',
      why: 'Tells which mitigations are switched off, and sometimes secrets.',
      reference: manual(5, 'proc_cmdline'),
      read: comparedSecretly('command-line'),
    },
    {
      id: 'disks',
      title: 'Names of the host’s disks',
      why: 'Tells what the host has; with a device node to one, all that is on it can be read.',
      reference: manual(5, 'proc_partitions'),
      read: disks,
    },
    {
      id: 'firmware-product',
      title: 'Product name in the firmware',
      why: 'Tells where the host runs: the hardware, or the cloud.',
      reference: kernelDocument('admin-guide/abi-testing'),
      read: comparedText('firmware-product'),
    },
    {
      id: 'host-name',
      title: 'Host name',
      why: 'Names the host to whoever got in.',
      reference: manual(7, 'uts_namespaces'),
      read: comparedSecretly('host-name'),
    },
  ],
};
