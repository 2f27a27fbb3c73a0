/**
 * Holds the work of each workload against its version: bench/workloads/versions.json has, for each, the digest of its own code as it was when the
 * version was recorded. Of the code that all share while they are timed there is an entry of its own, `program`. See CONTRIBUTING.md.
 *
 *   node dist/scripts/workload-versions.js --check              says where the work changed and the version did not, and ends with 1 then
 *   node dist/scripts/workload-versions.js                      records what is new, removed, or has a raised version
 *   node dist/scripts/workload-versions.js --same-work ID       records other code that does the same work under the same version
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type BuildOptions, build, transform } from 'esbuild';
import * as z from 'zod';

const FOLDER = path.join('bench', 'workloads');
const RECORD_FILE = path.join(FOLDER, 'versions.json');
const PROGRAM = 'program';

const recorded = z.record(z.string(), z.object({ version: z.string(), digest: z.string() }));

/** Id → version, and digest of the code. */
export type WorkVersions = z.infer<typeof recorded>;

/** Comments and blanks are no part of it, nor are types; packages that it imports are. Fixed, so that it changes with the sources alone. */
const PLAIN: BuildOptions = {
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minifyWhitespace: true,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'silent',
};

async function bundleText(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...PLAIN, ...options });
  return outputFiles?.[0]?.text ?? '';
}

const workloadModule = z.object({
  PROGRAM_VERSION: z.string(),
  WORKLOADS: z.array(z.object({ definition: z.object({ id: z.string(), version: z.string() }) })),
});

/** What the sources of a checkout say today. @throws Error – a workload is not in the file that its id names */
export async function currentVersions(root: string): Promise<WorkVersions> {
  const { WORKLOADS, PROGRAM_VERSION } = await loadWorkloads(root);
  const versions: WorkVersions = { [PROGRAM]: { version: PROGRAM_VERSION, digest: await programDigest(root) } };
  for (const { definition } of WORKLOADS) {
    const { id, version } = definition;
    versions[id] = {
      version,
      digest: await digestBundle(await bundleText({ absWorkingDir: root, entryPoints: [locateFile(root, id)] })),
    };
  }
  return versions;
}

async function loadWorkloads(root: string): Promise<z.infer<typeof workloadModule>> {
  const contents = [
    `import { SCENARIO_WORKLOADS, WORKLOADS as USERS } from './${FOLDER}/index.ts';`,
    `export { PROGRAM_VERSION } from './${FOLDER}/program/version.ts';`,
    'export const WORKLOADS = [...USERS, ...SCENARIO_WORKLOADS];',
  ].join('\n');
  const text = await bundleText({ absWorkingDir: root, stdin: { contents, resolveDir: root, loader: 'ts' } });
  return workloadModule.parse(await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`));
}

/** Without the workloads, which have entries of their own. */
async function programDigest(root: string): Promise<string> {
  const entry = path.join(FOLDER, 'program', 'main.ts');
  return digestBundle(await bundleText({ absWorkingDir: root, entryPoints: [entry], external: ['../index.js'] }));
}

function locateFile(root: string, id: string): string {
  const known = path.join('known', `${id.replace(/^known-/, '')}.ts`);
  const file = path.join(FOLDER, id.startsWith('known-') ? known : `${id}.ts`);
  if (!existsSync(path.join(root, file))) throw new Error(`the workload ${id} has no file ${file}`);
  return file;
}

/** Without the list of exports, in which names stay. */
async function digestBundle(text: string): Promise<string> {
  const work = await shortenNames(text.replace(/export\{[^{}]*\};?\n?$/, ''));
  return `sha256:${createHash('sha256').update(work).digest('hex')}`;
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$'];

/**
 * The same for whatever names the sources have. esbuild makes the new ones of the letters that the text has most, old names included; a string
 * in front, which outweighs all the rest, settles the order of the letters.
 */
async function shortenNames(text: string): Promise<string> {
  const weight = Math.max(...LETTERS.map((letter) => text.split(letter).length));
  const front = `0,"${LETTERS.map((letter, index) => letter.repeat((LETTERS.length - index) * weight)).join('')}";`;
  const options = { format: 'esm', minifyIdentifiers: true, minifyWhitespace: true, charset: 'utf8' } as const;
  const { code } = await transform(front + text, options);
  return code.slice(front.length);
}

function readRecorded(root: string): WorkVersions {
  const file = path.join(root, RECORD_FILE);
  return existsSync(file) ? recorded.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
}

const RECORD_COMMAND = 'npm run workloads:record';

/** One sentence for each entry that is not in step; empty when all are. */
export async function findStale(root: string): Promise<string[]> {
  return stale(readRecorded(root), await currentVersions(root)).map(({ because }) => because);
}

interface Stale {
  readonly id: string;
  /** The work may have changed under a version that others have figures of. */
  readonly needsVersion: boolean;
  readonly because: string;
}

function stale(known: WorkVersions, current: WorkVersions): Stale[] {
  return [...new Set([...Object.keys(known), ...Object.keys(current)])].flatMap((id) => {
    const [before, now] = [known[id], current[id]];
    if (now === undefined) return [{ id, needsVersion: false, because: `${id} is gone; record that: ${RECORD_COMMAND}` }];
    if (before === undefined) return [{ id, needsVersion: false, because: `${id} is new; record it: ${RECORD_COMMAND}` }];
    if (before.version !== now.version) return [changedVersion(id, before.version, now.version)];
    return before.digest === now.digest ? [] : [{ id, needsVersion: true, because: changedCode(id, now.version) }];
  });
}

function changedVersion(id: string, before: string, now: string): Stale {
  const isRaised = Number(now) > Number(before);
  const because = isRaised
    ? `${id} has version ${now}, and ${before} is recorded; record it: ${RECORD_COMMAND}`
    : `${id} went from version ${before} to ${now}: a version is a whole number that is only ever raised`;
  return { id, needsVersion: !isRaised, because };
}

function changedCode(id: string, version: string): string {
  const place = id === PROGRAM ? `PROGRAM_VERSION in ${FOLDER}/program/version.ts` : 'the version in its definition';
  return `${id}: the code changed and the version is still ${version}. Where it does other work, raise ${place}, then: ${RECORD_COMMAND}. Where it does the same work: ${RECORD_COMMAND} -- --same-work ${id}`;
}

/** @param sameWork ids whose code changed and whose work did not @returns what could not be recorded, one sentence each */
export async function recordVersions(root: string, sameWork: readonly string[]): Promise<string[]> {
  const [known, current] = [readRecorded(root), await currentVersions(root)];
  const refused = stale(known, current).filter(
    ({ id, needsVersion }) => needsVersion && !isSameWork(id, known, current, sameWork),
  );
  const kept = refused.flatMap(({ id }) => (known[id] ? [[id, known[id]] as const] : []));
  const text = JSON.stringify({ ...current, ...Object.fromEntries(kept) }, null, 2);
  writeFileSync(path.join(root, RECORD_FILE), `${text}\n`);
  return refused.map(({ because }) => because);
}

function isSameWork(id: string, known: WorkVersions, current: WorkVersions, sameWork: readonly string[]): boolean {
  return sameWork.includes(id) && known[id]?.version === current[id]?.version;
}

/** @returns the exit code */
export async function main(argv: readonly string[]): Promise<number> {
  const options = { check: { type: 'boolean' }, 'same-work': { type: 'string', multiple: true } } as const;
  const { values } = parseArgs({ args: [...argv], options });
  const root = process.cwd();
  const left = values.check === true ? await findStale(root) : await recordVersions(root, values['same-work'] ?? []);
  for (const because of left) console.error(because);
  return left.length > 0 ? 1 : 0;
}
