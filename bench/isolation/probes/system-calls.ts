/** How much of the kernel can be called. */
import type { SystemCalls } from '../../contract/isolation.js';
import type { Answers } from './answers.js';
import { type Family, kernelDocument } from './fact.js';

const NAME = /^[a-z0-9_]{1,64}$/;

/** Names that are none are left out. */
export function compareSystemCalls(inside: Answers): SystemCalls {
  const list = (outcome: string): string[] => (inside.list(`system-calls.${outcome}`) ?? []).filter((name) => NAME.test(name));
  return {
    reached: list('reached'),
    refused: list('refused'),
    absent: list('absent'),
    killed: list('killed'),
    skipped: list('skipped'),
  };
}

export const SYSTEM_CALLS: Family = {
  title: 'System calls',
  facts: [
    {
      id: 'system-calls',
      title: 'System calls that can be reached',
      why: 'The surface of the kernel that a program inside can attack. A guest attacks its own kernel first; its host’s surface is the VMM.',
      reference: kernelDocument('userspace-api/seccomp_filter'),
      read: ({ inside, sameKernel }) => {
        const { reached, refused, absent, killed } = compareSystemCalls(inside);
        const closed = refused.length + killed.length;
        if (reached.length + closed === 0) return { reading: 'unknown', answer: 'no answer' };
        const answer = `${String(reached.length)} reached, ${String(closed)} refused, ${String(absent.length)} absent`;
        if (!sameKernel) return { reading: 'own-kernel', answer };
        return { reading: closed > 0 ? 'refused' : 'allowed', answer };
      },
    },
  ],
};
