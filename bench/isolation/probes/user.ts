/** Who root inside is, and what it may do. */
import { type Fact, type Family, type Finding, kernelDocument, manual, UNKNOWN } from './fact.js';

const SYS_ADMIN = 21n;

/** Host user of root inside, by the first line of uid_map: inside, outside, length. */
function rootOutside(map: string): number | undefined {
  const [inside, outside] = map.trim().split(/\s+/).map(Number);
  return inside === 0 && Number.isSafeInteger(outside) ? outside : undefined;
}

/** Ones of a hexadecimal mask; undefined where it is none. */
function parseMask(text: string | undefined): bigint | undefined {
  return text !== undefined && /^[0-9a-f]{1,16}$/.test(text) ? BigInt(`0x${text}`) : undefined;
}

function countBits(mask: bigint): number {
  return [...mask.toString(2)].filter((digit) => digit === '1').length;
}

const readCapabilities: Fact['read'] = ({ inside, sameKernel }) => {
  const mask = parseMask(inside.text('capabilities-effective'));
  if (mask === undefined) return UNKNOWN;
  const answer = `${String(countBits(mask))}${(mask >> SYS_ADMIN) & 1n ? ', CAP_SYS_ADMIN among them' : ''}`;
  if (!sameKernel) return { reading: 'own-kernel', answer };
  if (rootOutside(inside.text('uid-map') ?? '') !== 0)
    return { reading: 'isolated', answer: `${answer}; over its own namespaces only` };
  return { reading: (mask >> SYS_ADMIN) & 1n ? 'allowed' : 'refused', answer };
};

/** A setting that only restricts: present reads as refused. */
function restriction(id: string, isSet: (value: string) => boolean, words: readonly [set: string, unset: string]): Fact['read'] {
  return ({ inside, sameKernel }): Finding => {
    const value = inside.text(id);
    if (value === undefined) return UNKNOWN;
    if (isSet(value)) return { reading: 'refused', answer: words[0] };
    return { reading: sameKernel ? 'allowed' : 'own-kernel', answer: words[1] };
  };
}

export const USER: Family = {
  title: 'Root inside',
  facts: [
    {
      id: 'uid-map',
      title: 'Who root inside is on the host',
      why: 'What escapes keeps its user: as the host’s root it owns the host, as an ordinary user it has that user’s files.',
      reference: manual(7, 'user_namespaces'),
      read: ({ inside, sameKernel }) => {
        const outside = rootOutside(inside.text('uid-map') ?? '');
        if (!sameKernel) return { reading: 'isolated', answer: 'root of its own kernel' };
        if (outside === undefined) return UNKNOWN;
        return outside === 0
          ? { reading: 'shared', answer: 'root of the host' }
          : { reading: 'isolated', answer: `user ${String(outside)} of the host` };
      },
    },
    {
      id: 'capabilities',
      title: 'Capabilities of root',
      why: 'Each opens a part of the kernel; CAP_SYS_ADMIN alone is close to all of root.',
      reference: manual(7, 'capabilities'),
      read: readCapabilities,
    },
    {
      id: 'no-new-privileges',
      title: 'Gaining privileges by exec',
      why: 'With no_new_privs a set-user-ID program inside gives nobody more than they have.',
      reference: kernelDocument('userspace-api/no_new_privs'),
      read: restriction('no-new-privileges', (value) => value === '1', ['no_new_privs is set', 'possible']),
    },
    {
      id: 'seccomp-mode',
      title: 'Filter of system calls',
      why: 'A filter keeps most faults of the kernel out of reach: what cannot be called cannot be exploited.',
      reference: kernelDocument('userspace-api/seccomp_filter'),
      read: restriction('seccomp-mode', (value) => value === '2', ['a filter', 'none']),
    },
  ],
};
