import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseResults } from '../bench/contract/read.js';
import { twinbench } from './twinbench.js';

let folder: string;
const light = ['--profile', 'quick', '--environments', 'bare,container', '--workloads', 'json'];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'twinbench-run-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function readResults(output: string): Promise<ReturnType<typeof parseResults>> {
  const file = path.join(output, 'latest', 'results.json');
  return parseResults(await readFile(file, 'utf8'), file);
}

describe('twinbench run', () => {
  it('measures and reports', async () => {
    const output = path.join(folder, 'plain');
    const { code, stderr, stdout } = await twinbench(['run', ...light, '--output', output]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout.toString()).toContain('ontainer');
    const document = await readResults(output);
    expect(document.run.completeness).toMatchObject({ failed: 0, timedOut: 0 });
    expect(await readFile(path.join(output, 'latest', 'report.html'), 'utf8')).toContain('<html');
  });

  it('refuses too little memory for a guest before any trial', async () => {
    const output = path.join(folder, 'memory');
    const ended = await twinbench(['run', '--environments', 'bare,vm', '--memory', '64M', '--output', output]);
    expect(ended).toMatchObject({ code: 5 });
    expect(ended.stderr).toContain('64 MiB');
    expect(existsSync(output)).toBe(false);
  });
});
