import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { missingPackages, type SystemPackage } from './packages.js';
import { findProgram, findStaticBusybox } from './programs.js';
import { ensureProvisioned, MissingPrerequisitesError, manual } from './provision.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'twinbench-host-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const absent: SystemPackage = { name: 'twinbench-absent', purpose: 'is nowhere', neededFor: ['vm'], isPresent: () => false };
const present: SystemPackage = { ...absent, name: 'twinbench-present', isPresent: () => true };

function provision(overrides: Partial<Parameters<typeof ensureProvisioned>[0]>) {
  const questions: string[] = [];
  const ask = (question: string) => {
    questions.push(question);
    return Promise.resolve(false);
  };
  const options = {
    kinds: ['vm'] as const,
    packages: [absent, present],
    cacheFolder: folder,
    ownKernel: true,
    interactive: true,
    ask,
    announce: () => undefined,
  };
  return { questions, result: ensureProvisioned({ ...options, ...overrides }) };
}

test('programs are found on PATH when they can be executed', () => {
  const file = path.join(folder, 'tool');
  vi.stubEnv('PATH', folder);
  writeFileSync(file, '');
  expect(findProgram('tool')).toBeUndefined();
  chmodSync(file, 0o755);
  expect(findProgram('tool')).toBe(file);
});

test('a dynamically linked busybox does not count', () => {
  copyFileSync(process.execPath, path.join(folder, 'busybox'));
  vi.stubEnv('PATH', folder);
  expect(findStaticBusybox()).toBeUndefined();
});

test('only what the chosen kinds need is missing', () => {
  expect(missingPackages(['vm'], [absent, present])).toEqual([absent]);
  expect(missingPackages(['bare', 'container'], [absent, present])).toEqual([]);
});

test('nothing is asked when nothing is missing', async () => {
  const { questions, result } = provision({ packages: [present] });
  await result;
  expect(questions).toEqual([]);
});

test('on a terminal it asks once, and a no ends with the exact command', async () => {
  const { questions, result } = provision({});
  const error = await result.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MissingPrerequisitesError);
  expect(String(error)).toContain('twinbench-absent: is nowhere');
  expect(String(error)).toContain(manual(['twinbench-absent']));
  if (process.getuid?.() === 0) expect(questions).toHaveLength(1);
});

test('a host without apt is told what is needed, and how to name its own kernel', async () => {
  vi.stubEnv('PATH', folder);
  const { questions, result } = provision({});
  await expect(result).rejects.toThrow(/no apt.*twinbench-absent/s);
  expect(questions).toEqual([]);
});

test('an optional package is no reason to ask or to refuse', async () => {
  const { questions, result } = provision({ packages: [{ ...absent, isOptional: true }] });
  await result;
  expect(questions).toEqual([]);
});

test('a package in two lists is named once, as the one that is needed', () => {
  const optional = { ...absent, isOptional: true };
  expect(missingPackages(['vm'], [optional, absent])).toEqual([absent]);
  expect(missingPackages(['vm'], [absent, optional])).toEqual([absent]);
});

test.runIf(process.getuid?.() === 0)(
  'an optional package that cannot be installed is named, and the command goes on',
  async () => {
    writeFileSync(path.join(folder, 'apt-get'), '#!/bin/sh\nexit 100\n', { mode: 0o755 });
    vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`);
    const said: string[] = [];
    const options = {
      packages: [{ ...absent, isOptional: true }],
      interactive: false,
      announce: (line: string) => said.push(line),
    };
    await provision(options).result;
    expect(said.at(-1)).toContain('Going on without twinbench-absent');
  },
);
