/**
 * Source `vmm-memory`: QEMU's own address space, /proc/PID/smaps (kB = 1,024 bytes), with the guest's RAM apart.
 * ramBytes: guest RAM resident on the host. otherAnonBytes: what QEMU itself needs and cannot be reclaimed. fileBytes: its mapped
 * files, of which privateFileBytes and sharedFileBytes are clean and mapped by QEMU alone or by others too. pssBytes, rssBytes: the whole.
 * anonHugeBytes: in transparent huge pages, guest RAM included. ksmBytes: merged by KSM, where the kernel tells. Costs QEMU a walk of its page tables: taken at settle and end, never periodically.
 */
import { readFileSync } from 'node:fs';
import type { Sampler, Source, Values } from './source.js';

const BYTES_PER_KB = 1024;

export const vmmMemory: Sampler = {
  at: 'full',
  open: ({ vmmPid }, guestRamBytes) => (vmmPid === undefined ? undefined : openVmmMemory(vmmPid, guestRamBytes)),
};

export function openVmmMemory(vmmPid: number, guestRamBytes: number): Source {
  return { id: 'vmm-memory', read: () => readSmaps(vmmPid, guestRamBytes), close: () => undefined };
}

function readSmaps(pid: number, guestRamBytes: number): Values | undefined {
  try {
    return parseSmaps(readFileSync(`/proc/${String(pid)}/smaps`, 'latin1'), guestRamBytes);
  } catch {
    return undefined;
  }
}

interface Mapping {
  readonly writable: boolean;
  readonly executable: boolean;
  readonly sizeBytes: number;
  readonly rssBytes: number;
  readonly pssBytes: number;
  readonly anonBytes: number;
  readonly privateCleanBytes: number;
  readonly sharedCleanBytes: number;
}

/** Undefined when no mapping has the size of the guest's RAM: the process is ending, or is no VMM. */
export function parseSmaps(text: string, guestRamBytes: number): Values | undefined {
  const mappings = parseMappings(text);
  const ram = mappings.find(({ writable, executable, sizeBytes }) => writable && !executable && sizeBytes === guestRamBytes);
  if (ram === undefined) return undefined;
  const own = mappings.filter((mapping) => mapping !== ram);
  const ksmBytes = sumOfLines(text, 'KSM');
  return {
    ramBytes: ram.rssBytes,
    otherAnonBytes: sum(own, ({ anonBytes }) => anonBytes),
    fileBytes: sum(own, ({ rssBytes, anonBytes }) => rssBytes - anonBytes),
    privateFileBytes: sum(own, ({ privateCleanBytes }) => privateCleanBytes),
    sharedFileBytes: sum(own, ({ sharedCleanBytes }) => sharedCleanBytes),
    pssBytes: sum(mappings, ({ pssBytes }) => pssBytes),
    rssBytes: sum(mappings, ({ rssBytes }) => rssBytes),
    anonHugeBytes: sumOfLines(text, 'AnonHugePages') ?? 0,
    ...(ksmBytes !== undefined && { ksmBytes }),
  };
}

function sum(mappings: readonly Mapping[], value: (mapping: Mapping) => number): number {
  return mappings.reduce((total, mapping) => total + value(mapping), 0);
}

/** Undefined when no mapping has such a line. */
function sumOfLines(text: string, name: string): number | undefined {
  const values = [...text.matchAll(new RegExp(`^${name}: +(\\d+) kB`, 'gm'))].map((match) => Number(match[1]) * BYTES_PER_KB);
  return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
}
/** A mapping starts with a line `7f01-7f02 rw-p …`; the lines after it are `Name: N kB`. */
function parseMappings(text: string): Mapping[] {
  return text.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).flatMap((block) => {
    const permissions = /^\S+ (\S{4})/.exec(block)?.[1];
    if (permissions === undefined) return [];
    const bytes = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(block)?.[1] ?? 0) * BYTES_PER_KB;
    return {
      writable: permissions[1] === 'w',
      executable: permissions[2] === 'x',
      sizeBytes: bytes('Size'),
      rssBytes: bytes('Rss'),
      pssBytes: bytes('Pss'),
      anonBytes: bytes('Anonymous'),
      privateCleanBytes: bytes('Private_Clean'),
      sharedCleanBytes: bytes('Shared_Clean'),
    };
  });
}
