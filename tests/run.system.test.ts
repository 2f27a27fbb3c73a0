import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from './scratch.js';
import { readResults, twinbench } from './twinbench.js';

const folder = scratchFolder('twinbench-run-');
const light = ['--profile', 'quick', '--environments', 'bare,container', '--workloads', 'json'];

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
