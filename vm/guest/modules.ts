/**
 * Which modules a guest needs, and in which order: from `modules.builtin` and from what each module says of itself
 * (.modinfo: `depends`, `softdep`), which is where depmod takes its names from. Packages do not ship modules.dep.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';
import { MissingKernelError } from './kernel-files.js';

const SUFFIX = /\.ko(\.(xz|zst|gz))?$/;
const DECOMPRESS_DEADLINE_MS = 30_000;
const MAX_MODULE_BYTES = 64 * 1024 * 1024;

/** One module to load: its name with underscores, and its uncompressed object file. */
export interface GuestModule {
  readonly name: string;
  readonly object: Buffer;
}

/** What the loader needs to know of one module. */
export interface ModuleNeeds {
  readonly depends: readonly string[];
  /** Loaded before it where present; missing ones are no error. */
  readonly softDepends: readonly string[];
}

/**
 * The modules of `folder` that make `names` available, dependencies first; those built in are left out.
 * @throws MissingKernelError – a name is neither a module nor built in
 */
export async function resolveModules(folder: string, names: readonly string[]): Promise<GuestModule[]> {
  const builtin = parseBuiltin(await readFile(path.join(folder, 'modules.builtin'), 'utf8'));
  const files = await indexModules(folder);
  const loaded = new Map<string, Buffer>();
  const order: GuestModule[] = [];

  async function add(name: string, optional: boolean): Promise<void> {
    if (builtin.has(name) || loaded.has(name)) return;
    const file = files.get(name);
    if (file === undefined && optional) return;
    if (file === undefined) throw new MissingKernelError(`it has no module ${name}`, folder);
    const object = await readModule(file);
    loaded.set(name, object);
    const needs = readNeeds(object);
    for (const one of needs.softDepends) await add(one, true);
    for (const one of needs.depends) await add(one, false);
    order.push({ name, object });
  }

  for (const name of names) await add(normalise(name), false);
  return order;
}

/** Names of `modules.builtin`, one path a line. */
function parseBuiltin(text: string): ReadonlySet<string> {
  return new Set(text.split('\n').filter(Boolean).map(moduleName));
}

/** `kernel/fs/ext4/ext4.ko.xz` → `ext4`. File names may have dashes where modules have underscores. */
export function moduleName(file: string): string {
  return normalise(path.basename(file).replace(SUFFIX, ''));
}

/** Reads .modinfo, a section of strings `key=value`, each ended by NUL. */
export function readNeeds(object: Buffer): ModuleNeeds {
  return {
    depends: modinfo(object, 'depends')
      .flatMap((list) => list.split(','))
      .filter(Boolean)
      .map(normalise),
    softDepends: modinfo(object, 'softdep')
      .flatMap((text) => /pre:\s*([^:]*?)(?:\s*post:|$)/.exec(text)?.[1]?.split(/\s+/) ?? [])
      .filter(Boolean)
      .map(normalise),
  };
}

function modinfo(object: Buffer, key: string): string[] {
  const values: string[] = [];
  const needle = Buffer.from(`\0${key}=`);
  for (let at = object.indexOf(needle); at >= 0; at = object.indexOf(needle, at + 1)) {
    const start = at + needle.length;
    values.push(object.toString('latin1', start, object.indexOf(0, start)));
  }
  return values;
}

function normalise(name: string): string {
  return name.replaceAll('-', '_');
}

async function indexModules(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = await readdir(folder, { recursive: true });
  return new Map(files.filter((file) => SUFFIX.test(file)).map((file) => [moduleName(file), path.join(folder, file)]));
}

async function readModule(file: string): Promise<Buffer> {
  if (file.endsWith('.gz')) return gunzipSync(await readFile(file), { maxOutputLength: MAX_MODULE_BYTES });
  if (file.endsWith('.xz')) return decompress('xz', file);
  if (file.endsWith('.zst')) return decompress('zstd', file);
  return readFile(file);
}

async function decompress(program: string, file: string): Promise<Buffer> {
  const options = { encoding: 'buffer', maxBuffer: MAX_MODULE_BYTES, timeout: DECOMPRESS_DEADLINE_MS } as const;
  return Buffer.from((await execa(program, ['-d', '-c', file], options)).stdout);
}
