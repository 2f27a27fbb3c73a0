/** What was found out about this host and accelerator, kept in the cache so that later runs of the same code can carry it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type * as z from 'zod';
import { type CacheKind, cacheFolder } from '../../runtimes/cache.js';
import type { Environment } from '../contract/record.js';
import { makeFolder, writeWhole } from '../results/results-folder.js';

/** Of a host, and of the accelerator of its VM: what holds under emulation says nothing about KVM. */
export interface Subject {
  readonly fingerprint: string;
  /** Absent without a VM. */
  readonly accelerator?: 'kvm' | 'tcg' | undefined;
  /** As measuring-code.ts gives it; absent in what older versions kept. */
  readonly measuredBy?: string | undefined;
}

export interface Found<T> {
  /** Absent when there is none, or it cannot be read as what it should be. */
  readonly finding: T | undefined;
  /** One that would fit was made by other code of Twinbench, and is therefore no finding. */
  readonly isOutdated: boolean;
}

interface Search {
  readonly fingerprint: string;
  /** Of a run; findings of any accelerator fit one without a VM. */
  readonly environments: readonly Environment[];
  readonly measuredBy: string;
}

/** A kind of finding: one folder in the cache, one file in it for each subject. */
export class HostFindingStore<T extends Subject> {
  readonly #kind: CacheKind;
  readonly #schema: z.ZodType<T>;

  constructor(kind: CacheKind, schema: z.ZodType<T>) {
    this.#kind = kind;
    this.#schema = schema;
  }

  async keep(finding: T): Promise<void> {
    const file = this.#fileFor(finding);
    await makeFolder(path.dirname(file));
    await writeWhole(file, `${JSON.stringify(finding, null, 1)}\n`);
  }

  /** The newest that fits these environments and was made by this code. */
  async find({ fingerprint, environments, measuredBy }: Search): Promise<Found<T>> {
    let isOutdated = false;
    for (const accelerator of listAccelerators(environments)) {
      const found = await this.#read(this.#fileFor({ fingerprint, accelerator }));
      if (found?.measuredBy === measuredBy) return { finding: found, isOutdated };
      isOutdated ||= found !== undefined;
    }
    return { finding: undefined, isOutdated };
  }

  #fileFor({ fingerprint, accelerator }: Subject): string {
    return path.join(cacheFolder(this.#kind), `${fingerprint}-${accelerator ?? 'no-vm'}.json`);
  }

  async #read(file: string): Promise<T | undefined> {
    try {
      return this.#schema.parse(JSON.parse(await readFile(file, 'utf8')));
    } catch {
      return undefined;
    }
  }
}

/** The run's own first; what was found without a VM holds beside one, too. */
function listAccelerators(environments: readonly Environment[]): readonly Subject['accelerator'][] {
  const hasVm = environments.some(({ vm }) => vm !== undefined);
  return hasVm ? [...environments.flatMap(({ vm }) => vm?.accelerator ?? []), undefined] : ['kvm', 'tcg', undefined];
}
