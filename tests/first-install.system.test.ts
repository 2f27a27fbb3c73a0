/** The npm dependencies of a checkout: which are missing, and that what npm is configured to leave out is installed all the same. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { projectRoot } from '../runtimes/native.js';
import { run } from '../runtimes/process.js';

const DEADLINE_MS = 100_000;
const MODULE = path.join(projectRoot, 'scripts', 'dependencies.mjs');
const REPORT = 'process.stdout.write((await import(process.argv[1])).missingDependencies(process.argv[2]).join(" "))';
const PLATFORM = { os: [process.platform], cpu: [process.arch] };
const WANTED = {
  '': { version: '1.0.0' },
  'node_modules/plain': { version: '1.0.0' },
  'node_modules/types': { version: '2.0.0', dev: true },
  'node_modules/types/node_modules/inner': { version: '3.0.0', dev: true },
  'node_modules/program': { version: '4.0.0', optional: true, ...PLATFORM },
  'node_modules/program-elsewhere': { version: '4.0.0', optional: true, os: ['aix'], cpu: [process.arch] },
} as const;
const INSTALLED = [
  'node_modules/plain',
  'node_modules/types',
  'node_modules/types/node_modules/inner',
  'node_modules/program',
] as const;

let checkout = '';
beforeEach(() => {
  checkout = mkdtempSync(path.join(tmpdir(), 'twinbench-install-'));
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

function writeLock(file: string, packages: object): void {
  writeFileSync(path.join(checkout, file), JSON.stringify({ lockfileVersion: 3, packages }));
}

/** What npm leaves behind after it installed these. */
function install(folders: readonly (keyof typeof WANTED)[]): void {
  for (const folder of folders) {
    mkdirSync(path.join(checkout, folder), { recursive: true });
    writeFileSync(path.join(checkout, folder, 'package.json'), '{}');
  }
  writeLock('node_modules/.package-lock.json', Object.fromEntries(folders.map((folder) => [folder, WANTED[folder]])));
}

async function missing(): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', REPORT, MODULE, checkout], {
    deadlineMs: DEADLINE_MS,
  });
  return stdout;
}

describe('what is missing of the npm dependencies', () => {
  beforeEach(() => writeLock('package-lock.json', WANTED));

  test('nothing when all for this platform are installed', async () => {
    install(INSTALLED);
    expect(await missing()).toBe('');
  });

  test('development packages that were omitted, though npm finished after the lock file was written', async () => {
    install(['node_modules/plain', 'node_modules/program']);
    expect(await missing()).toBe('types inner');
  });

  test('the program for this platform that was omitted as optional', async () => {
    install(INSTALLED.slice(0, 3));
    expect(await missing()).toBe('program');
  });

  test('all after an installation that was cut short: npm records what it installed last', async () => {
    install(INSTALLED);
    rmSync(path.join(checkout, 'node_modules/.package-lock.json'));
    expect(await missing()).toBe('plain types inner program');
  });

  test('a package whose folder is gone', async () => {
    install(INSTALLED);
    rmSync(path.join(checkout, 'node_modules/types'), { recursive: true });
    expect(await missing()).toBe('types inner');
  });
});

const HOSTILE_NPMRC = [
  'omit=dev',
  'omit[]=optional',
  'only=prod',
  'production=true',
  'dry-run=true',
  'package-lock=false',
  'bin-links=false',
];

/** All that a machine may be configured with; the user's own npmrc stays in force: it may say where packages come from. */
async function hostileEnvironment(): Promise<Record<string, string>> {
  const own = await run('npm', ['config', 'get', 'userconfig'], { deadlineMs: DEADLINE_MS });
  const file = path.join(checkout, 'user.npmrc');
  let text = '';
  try {
    text = readFileSync(own.stdout.trim(), 'utf8');
  } catch {
    // There is none.
  }
  writeFileSync(file, `${text}\n${HOSTILE_NPMRC.join('\n')}\n`);
  const elsewhere = path.join(checkout, 'elsewhere');
  return { NODE_ENV: 'production', npm_config_omit: 'dev', npm_config_prefix: elsewhere, npm_config_userconfig: file };
}

test('a checkout that was installed for production is made whole, whatever npm is configured to leave out', async () => {
  for (const name of ['package.json', 'package-lock.json', '.npmrc', 'scripts'])
    cpSync(path.join(projectRoot, name), path.join(checkout, name), { recursive: true });
  mkdirSync(path.join(checkout, 'node_modules'));
  writeLock('node_modules/.package-lock.json', {});
  const setUp = 'await (await import("./scripts/setup.mjs")).setUpDependencies()';
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', setUp], {
    cwd: checkout,
    deadlineMs: DEADLINE_MS,
    env: await hostileEnvironment(),
  });
  expect([stdout, stderr]).toEqual(['', expect.stringMatching(/^twinbench: installing npm dependencies \(once; npm ci\)\n/)]);
  expect(await missing()).toBe('');
  const compiler = path.join(checkout, 'node_modules', '.bin', 'tsc');
  expect((await run(compiler, ['--version'], { deadlineMs: DEADLINE_MS })).stdout).toMatch(/^Version /);
});
