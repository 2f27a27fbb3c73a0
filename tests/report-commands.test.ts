/** The commands that reports name can be typed: those that measure what was not, and the one that repeats the run. */
import { expect, test } from 'vitest';
import { DEFAULT_ENVIRONMENT_IDS, ENVIRONMENT_IDS } from '../bench/environments/environments.js';
import { SCENARIO_CHOICES } from '../bench/harness/sections.js';
import { resolveSettings } from '../bench/harness/settings.js';
import { WORKLOADS } from '../bench/workloads/index.js';
import { buildViewModel } from '../reports/view-model/view-model.js';
import { goldenDocument } from './simulated-documents.js';
import { evidenceDocument } from './simulated-evidence.js';

const known = {
  environments: ENVIRONMENT_IDS,
  defaultEnvironments: DEFAULT_ENVIRONMENT_IDS,
  workloads: WORKLOADS.map(({ definition }) => definition.id),
  scenarios: SCENARIO_CHOICES,
};

const golden = goldenDocument();
const empty = buildViewModel({ ...golden, trials: [], series: [], comparisons: [] });
const commands = [
  ...empty.answer.rows.map(({ command }) => command),
  ...[golden, evidenceDocument()].map((document) => buildViewModel(document).reproduce.command),
];

test.each([...new Set(commands.flatMap((line) => line.split(' && ')))])('%s', async (line) => {
  const [npx, name, command, ...flags] = line.split(' ');
  expect([npx, name]).toEqual(['npx', 'twinbench']);
  expect(['run', 'probe']).toContain(command);
  const settings = Object.fromEntries(
    flags.flatMap((flag, index) => (flag.startsWith('--') ? [[flag.slice(2), flags[index + 1]]] : [])),
  );
  const resolved = await resolveSettings(settings, known);
  if (settings['scenarios'] !== undefined) expect(resolved.scenarios).toEqual(settings['scenarios'].split(','));
});
