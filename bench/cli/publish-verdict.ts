/** A verdict, to its files, to the terminal, and to the runner of a pipeline: the same for every command that ends with one. */

import { renderVerdict } from '../../reports/terminal/verdict.js';
import { formatPercent } from '../contract/figure-text.js';
import type { GateVerdict } from '../contract/verdict.js';
import { findNoiseFloors, type NoiseFloor } from '../findings/noise-floors.js';
import { JSON_OPTION, POLICY, parseList } from './options.js';
import { findWidth, isColored } from './screen.js';
import { print } from './stdout.js';
import { checkVerdictFormats, reportToRunner, writeVerdictReports } from './verdict-reports.js';

export interface VerdictDestination {
  readonly folder: string;
  readonly formats: readonly string[];
  readonly asJson: boolean;
  /** Of the host that measured the candidate; absent where there is none. */
  readonly fingerprint?: string | undefined;
}

export const FORMAT = {
  type: 'string',
  describe: 'further files beside verdict.json: some of summary,comment,junit,annotations,text',
} as const;

/** What compare and gate have in common. */
export const SIDES = {
  'baseline-run': { type: 'string' },
  candidate: { type: 'string' },
  design: {
    type: 'string',
    default: 'auto',
    describe: 'how the sides were measured: paired (one interleaved run), runs (independent runs), history, auto',
  },
  policy: POLICY,
  history: {
    type: 'string',
    describe: 'folder of earlier runs: the baseline where none is named, else the spread between runs',
  },
  'allow-host-mismatch': {
    type: 'boolean',
    default: false,
    describe: 'compare figures of different hosts, and claim nothing from them',
  },
  seed: { type: 'string', default: '1', describe: 'seed of what is drawn at random' },
  json: { ...JSON_OPTION, describe: 'the whole verdict, on stdout' },
} as const;

/** Before anything is measured. @throws UsageError – an unknown format */
export function parseFormats(value: string | undefined): string[] {
  const formats = parseList(value);
  checkVerdictFormats(formats);
  return formats;
}

/** The command line that asked for it is given under "How to reproduce". @throws HostError */
export async function publishVerdict(verdict: GateVerdict, destination: VerdictDestination): Promise<void> {
  const command = ['twinbench', ...process.argv.slice(2)];
  const { folder, formats, asJson, fingerprint } = destination;
  const [file = folder, ...others] = await writeVerdictReports(verdict, { formats, folder, command });
  showVerdict(verdict, asJson);
  const { floors, hint } = fingerprint === undefined ? { floors: [] } : await findNoiseFloors(fingerprint);
  const print = (text: string): void => void process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
  for (const line of [...floorLines(verdict, floors), ...(hint === undefined ? [] : [hint])]) print(line);
  await reportToRunner(verdict, { environment: process.env, verdictFile: file, command, print });
  print(`verdict: ${[file, ...others].join(', ')}`);
}

export function showVerdict(verdict: GateVerdict, asJson: boolean): void {
  const text = asJson
    ? `${JSON.stringify(verdict, null, 1)}\n`
    : renderVerdict(verdict, { width: findWidth(process.stdout, 120), isColored: isColored(process.stdout) });
  print(text);
}

/** Of what blocks. Information for the reader: the verdict does not depend on it. */
function floorLines({ metrics }: GateVerdict, floors: readonly NoiseFloor[]): string[] {
  return floors
    .filter(({ metricId, environmentId }) =>
      metrics.some((one) => one.gate === 'block' && one.metricId === metricId && one.environmentId === environmentId),
    )
    .map(
      ({ metricId, environmentId, effect95, comparisons }) =>
        `A/A noise floor of this host, ${metricId}/${environmentId}: ±${formatPercent(effect95, 2)} in 95 % of ${String(comparisons)} comparisons.`,
    );
}
