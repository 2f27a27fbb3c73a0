/** A fact about isolation: what is asked, why it matters, and how an answer reads. */
import type { ProbedEnvironment, Reading } from '../../contract/isolation.js';
import type { Answers } from './answers.js';

type InstanceKind = ProbedEnvironment['kind'];

/** Both sides of every comparison. */
interface Sides {
  readonly inside: Answers;
  /** What the same program says on the host. */
  readonly host: Answers;
  /** The instance runs on the host's kernel. */
  readonly sameKernel: boolean;
}

export interface Finding {
  readonly reading: Reading;
  /** In a few words; may hold words of the instance. */
  readonly answer: string;
}

export interface Fact {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** A manual page, a kernel document or a CVE, as an address. */
  readonly reference: string;
  readonly read: (sides: Sides) => Finding;
}

export interface Family {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/**
 * Every boot of every kernel has an id of its own. Only a virtual machine can have another kernel than the host, whatever an instance says; one
 * that tells no id is taken to run on the host's.
 */
export function isSameKernel(kind: InstanceKind, inside: Answers, host: Answers): boolean {
  const [own, hosts] = [inside.text('boot-id'), host.text('boot-id')];
  return kind !== 'vm' || own === undefined || hosts === undefined || own === hosts;
}

export const UNKNOWN: Finding = { reading: 'unknown', answer: 'no answer' };

/** Reads as shared where it is the host's own text, whatever the kernel. */
export function comparedText(id: string): Fact['read'] {
  return ({ inside, host }) => {
    const [own, hosts] = [inside.text(id), host.text(id)];
    if (own === undefined) return { reading: 'absent', answer: 'not told' };
    return { reading: own === hosts ? 'shared' : 'isolated', answer: own };
  };
}

const REFUSALS = ['EPERM', 'EACCES', 'EROFS', 'ENOSPC', 'EUSERS'];
const ABSENCES = ['ENOENT', 'ENOSYS', 'ENODEV', 'ENXIO', 'ENOTSUP', 'EAFNOSUPPORT', 'EPROTONOSUPPORT', 'ESRCH'];
const MASKED = 'ENODATA';
const SIGSEGV = 'signal 11';

/** Of something that was tried. */
export function tried(id: string): Fact['read'] {
  return ({ inside, sameKernel }) => {
    const answer = inside.text(id);
    if (answer === undefined) return UNKNOWN;
    if (answer === 'ok') return sameKernel ? { reading: 'allowed', answer: 'allowed' } : ON_OWN_KERNEL;
    if (answer === MASKED) return { reading: 'refused', answer: 'masked' };
    if (REFUSALS.includes(answer)) return { reading: 'refused', answer };
    // An instruction that the kernel knows no service for ends the program as any invalid one does.
    if (ABSENCES.includes(answer) || answer === SIGSEGV) return { reading: 'absent', answer };
    return { reading: answer.startsWith('signal ') ? 'refused' : 'unknown', answer };
  };
}

const ON_OWN_KERNEL: Finding = { reading: 'own-kernel', answer: 'allowed, by its own kernel' };

/** Address of a page of the Linux manual. */
export function manual(section: number, page: string): string {
  return `https://man7.org/linux/man-pages/man${String(section)}/${page}.${String(section)}.html`;
}

export function cve(id: string): string {
  return `https://nvd.nist.gov/vuln/detail/CVE-${id}`;
}

export function kernelDocument(page: string): string {
  return `https://docs.kernel.org/${page}.html`;
}
