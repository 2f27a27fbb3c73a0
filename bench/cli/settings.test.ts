import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from './failure.js';
import { parseBytes, resolveSettings } from './settings.js';

const known = { environments: ['bare', 'container', 'vm'], workloads: ['idle', 'json'] };
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
      environments: known.environments,
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
  ])('refuses %o and says %s', async (args, message) => {
    await expect(resolveSettings(args, known)).rejects.toThrow(message);
    await expect(resolveSettings(args, known)).rejects.toBeInstanceOf(UsageError);
  });

  it('refuses a file that is missing, no mapping, broken or has an unknown key', async () => {
    await expect(resolveSettings({ config: path.join(folder, 'none') }, known)).rejects.toThrow('cannot read');
    await expect(resolveSettings({ config: await configFile('- a\n') }, known)).rejects.toThrow('not a mapping');
    await expect(resolveSettings({ config: await configFile('a: [\n') }, known)).rejects.toThrow('cannot read');
    await expect(resolveSettings({ config: await configFile('profil: quick\n') }, known)).rejects.toThrow(
      'Did you mean "profile"?',
    );
  });
});

it('reads amounts of memory', () => {
  expect(parseBytes('64M')).toBe(64 * 1024 ** 2);
  expect(parseBytes('1.5GiB')).toBe(1.5 * 1024 ** 3);
  expect(parseBytes(4096)).toBe(4096);
  for (const bad of ['', '-1', '5 apples', '0', 'NaN', '1e3']) expect(() => parseBytes(bad)).toThrow(UsageError);
});
