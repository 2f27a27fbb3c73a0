import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../contract/errors.js';
import { FormatError } from '../contract/format-error.js';
import { parseBytes, parseInstances, parsePercentage, parseSeconds, resolveSettings } from './settings.js';

const known = {
  environments: ['bare', 'container', 'vm', 'vm-balloon'],
  defaultEnvironments: ['bare', 'container', 'vm'],
  workloads: ['idle', 'json'],
  scenarios: ['single', 'idle', 'cold', 'churn', 'elasticity', 'density'],
};
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'twinbench-settings-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function configFile(text: string): Promise<string> {
  const file = path.join(folder, 'config.yaml');
  await writeFile(file, text);
  return file;
}

describe('resolveSettings', () => {
  it('has defaults for everything', async () => {
    expect(await resolveSettings({}, known)).toMatchObject({
      profile: 'default',
      accel: 'auto',
      environments: known.defaultEnvironments,
      scenarios: ['single', 'idle', 'cold', 'churn', 'elasticity'],
      densityMemoryBytes: 256 * 1024 ** 2,
      memoryBytes: 512 * 1024 ** 2,
    });
  });

  it('takes flags over the file', async () => {
    const config = await configFile('profile: quick\nenvironments: [vm, bare]\nseed: 4\n');
    const settings = await resolveSettings({ config, seed: 5 }, known);
    expect(settings).toMatchObject({ profile: 'quick', environments: ['bare', 'vm'], seed: 5 });
  });

  it.each([
    [{ environments: 'contianer' }, 'Did you mean "container"?'],
    [{ workloads: 'jsn' }, 'Did you mean "json"?'],
    [{ profile: 'quik' }, 'Did you mean "quick"?'],
    [{ accel: 'kmv' }, 'Did you mean "kvm"?'],
    [{ seed: 'abc' }, 'seed'],
    [{ environments: ',' }, 'at least one environment'],
    [{ cpus: 0 }, 'cpus'],
    [{ scenarios: 'densty' }, 'Did you mean "density"?'],
    [{ density: 'many' }, 'from 2 to'],
    [{ density: '1' }, 'from 2 to'],
    [{ 'until-precision': '5 percent' }, '5%'],
    [{ budget: 'soon' }, '10m'],
  ])('refuses %o and says %s', async (args, message) => {
    await expect(resolveSettings(args, known)).rejects.toThrow(message);
    await expect(resolveSettings(args, known)).rejects.toBeInstanceOf(UsageError);
  });

  it('adds density when it is asked for, and leaves the choice of scenarios to the user', async () => {
    expect((await resolveSettings({ profile: 'quick', density: '20' }, known)).scenarios).toEqual(['single', 'density']);
    const chosen = await resolveSettings({ scenarios: 'idle', density: '20', memory: '1G' }, known);
    expect(chosen).toMatchObject({ scenarios: ['idle'], densityInstances: 20, densityMemoryBytes: 1024 ** 3 });
  });

  it('refuses a file that is missing', async () => {
    await expect(resolveSettings({ config: path.join(folder, 'none') }, known)).rejects.toThrow('cannot read');
  });

  it.each([
    ['- a\n', 'config.yaml: this is not a mapping of settings to values'],
    ['a: [\n', 'config.yaml: the text is cut off before its end'],
    ['profile: quick\nmemory: "1G\n', 'config.yaml: the text is cut off before its end'],
    ['profile: quick\n memory: 1G\n', 'config.yaml, line 1, column 10: this is not YAML'],
    ['seed: 1\nprofil: quick\n', 'config.yaml, line 2, column 1: there is no setting "profil". Did you mean "profile"?'],
    ['seed: 1\nprofile: quick\nseed: 2\n', 'config.yaml, line 3, column 1: the key seed is there twice'],
    ['profile: quick\n\ncpus: none\n', 'config.yaml, line 3, column 1: cpus'],
    ['{"profile": "quick",\n "cpus": 0}', 'config.yaml, line 2, column 2: cpus'],
    [`a: ${'['.repeat(200)}`, 'config.yaml, line 1: it is nested too deep'],
    ['- '.repeat(200), 'config.yaml, line 1: it is nested too deep'],
  ])('refuses the file %j and says where', async (text, message) => {
    const settings = resolveSettings({ config: await configFile(text) }, known);
    await expect(settings).rejects.toThrow(message);
    await expect(settings).rejects.toBeInstanceOf(FormatError);
  });

  it('takes JSON as well, and blames an option for its own value', async () => {
    const config = await configFile('{\n\t"profile": "quick",\n\t"environments": ["vm"]\n}\n');
    expect(await resolveSettings({ config }, known)).toMatchObject({ profile: 'quick', environments: ['vm'] });
    await expect(resolveSettings({ config, cpus: 'none' }, known)).rejects.toBeInstanceOf(UsageError);
  });
});

it('reads amounts of memory', () => {
  expect(parseBytes('64M')).toBe(64 * 1024 ** 2);
  expect(parseBytes('1.5GiB')).toBe(1.5 * 1024 ** 3);
  expect(parseBytes(4096)).toBe(4096);
  for (const bad of ['', '-1', '5 apples', '0', 'NaN', '1e3']) expect(() => parseBytes(bad)).toThrow(UsageError);
});

it('reads numbers of instances, precisions and times', () => {
  expect([parseInstances('20'), parseInstances('auto')]).toEqual([20, 'auto']);
  expect([parsePercentage('5%'), parsePercentage(0.05)]).toEqual([0.05, 0.05]);
  expect(['90s', '10m', '2h', 30].map(parseSeconds)).toEqual([90, 600, 7200, 30]);
  for (const bad of ['', '0', '-3', '1.5', '1e9']) expect(() => parseInstances(bad)).toThrow(UsageError);
  for (const bad of ['', '0', '100%', '-5%', 'NaN']) expect(() => parsePercentage(bad)).toThrow(UsageError);
  for (const bad of ['', '0', '-1', '5 days', 'Infinity']) expect(() => parseSeconds(bad)).toThrow(UsageError);
});

describe('the text of a configuration', () => {
  it.each([
    ['with a byte order mark is taken', '\uFEFFprofile: quick\n', 'utf8'],
    ['in UTF-16 is refused as that', '\uFEFFprofile: quick\n', 'utf16le'],
  ] as const)('%s', async (_, text, encoding) => {
    const file = path.join(folder, 'saved-by-an-editor.yaml');
    await writeFile(file, text, encoding);
    const settings = resolveSettings({ config: file }, known);
    if (encoding === 'utf8') expect((await settings).profile).toBe('quick');
    else await expect(settings).rejects.toThrow('it is UTF-16 text; save it as UTF-8');
  });
});
