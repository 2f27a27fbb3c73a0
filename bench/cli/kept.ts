/** What was found out about this host and accelerator, kept in the cache so that later runs can carry it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type * as z from 'zod';
import { type CacheKind, cacheFolder } from '../../runtimes/cache.js';
import type { Environment } from '../contract/record.js';
import { makeFolder, writeWhole } from './results-folder.js';

/** Of a host, and of the accelerator of its VM: what holds under emulation says nothing about KVM. */
export interface Subject {
  readonly fingerprint: string;
  /** Absent without a VM. */
  readonly accelerator?: 'kvm' | 'tcg' | undefined;
}

/** A kind of finding: one folder in the cache, one file in it for each subject. */
export class Kept<T extends Subject> {
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

  /** The newest that fits these environments; absent when there is none, or it cannot be read as what it should be. */
  async find(fingerprint: string, environments: readonly Environment[]): Promise<T | undefined> {
    const accelerators = [...environments.flatMap(({ vm }) => vm?.accelerator ?? []), undefined];
    const candidates = environments.some(({ vm }) => vm !== undefined) ? accelerators : (['kvm', 'tcg', undefined] as const);
    for (const accelerator of candidates) {
      const found = await this.#read(this.#fileFor({ fingerprint, accelerator }));
      if (found !== undefined) return found;
    }
    return undefined;
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
