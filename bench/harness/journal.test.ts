/** What stands in the way of a journal is told as what cannot be recorded, and what to do. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { simulateRun } from '../../tests/simulate-run.js';
import { Journal } from './journal.js';

const { run } = simulateRun({ seed: 1 });

it('says that a folder which was removed cannot be recorded in', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'twinbench-journal-'));
  rmSync(folder, { recursive: true });
  const file = path.join(folder, 'trials.jsonl');
  await expect(Journal.create(file, run)).rejects.toMatchObject({
    name: 'JournalError',
    message: expect.stringMatching(/^cannot record in .*trials\.jsonl: ENOENT.*Nothing was measured yet/),
  });
  await expect(Journal.reopen(file, 0)).rejects.toMatchObject({
    name: 'JournalError',
    message: expect.stringContaining('Earlier trials are kept'),
  });
});
