/** Measures Twinbench's own speed, each figure beside the goal it must meet; peers are started in turn with ours in one run. */
import yargs from 'yargs';
import { print, requireWritten } from '../../bench/cli/stdout.js';
import { UsageError } from '../../bench/contract/errors.js';
import { findProgram } from '../../bench/host/programs.js';
import { measureAnalysis } from './analysis.js';
import { measureContainerStarts } from './container.js';
import { type CommandStarts, measureRun, measureStarts, withQuickRuns } from './harness.js';
import { scaleFigures } from './scale.js';
import { against, atMost, figure, renderTable, type SelfFigure } from './table.js';
import { countVmBoots, measureVmStarts } from './vm.js';

const GROUPS = ['container', 'vm', 'harness', 'start', 'analysis', 'scale', 'profiles'] as const;

const OPTIONS = {
  json: { type: 'boolean', default: false, describe: 'machine-readable' },
  boots: {
    type: 'number',
    default: 30,
    describe: 'boots of each VM setup; three times as many starts of each container runtime',
  },
  'in-a-row': { type: 'number', default: 0, describe: 'also boot this many VMs in a row and count those that do not come' },
  strict: { type: 'boolean', default: false, describe: 'exit with 1 when a goal is missed' },
  before: { type: 'string', describe: 'a checkout of an earlier revision, whose commands are started in turn with ours' },
  profiles: { type: 'string', default: '', describe: 'also time whole runs of these profiles, for example quick,default' },
  only: { choices: GROUPS, array: true, describe: 'measure only these' },
} as const;

interface Chosen {
  readonly boots: number;
  readonly inARow: number;
  readonly before: string | undefined;
  readonly profiles: string;
}

const MEASURE: Readonly<Record<(typeof GROUPS)[number], (chosen: Chosen) => Promise<SelfFigure[]>>> = {
  container: ({ boots }) => containerFigures(STARTS_PER_BOOT * boots),
  vm: async ({ boots, inARow }) => [...(await vmFigures(boots)), ...(await reliabilityFigures(inARow))],
  harness: () => harnessFigures(),
  start: ({ before }) => startFigures(before),
  analysis: async () => analysisFigures(),
  scale: () => scaleFigures(say),
  profiles: ({ profiles }) => profileFigures(profiles.split(',').filter((name) => name !== '')),
};

/** @returns 0, or with `--strict` 1 when a goal is missed: a busy machine misses goals without anything being wrong */
export async function main(argv: readonly string[]): Promise<number> {
  const args = await yargs([...argv])
    .scriptName('npm run bench:self --')
    .options(OPTIONS)
    .strict()
    .check(({ boots, 'in-a-row': inARow }) => isCount(boots, 1) && isCount(inARow, 0))
    .locale('en')
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    })
    .parseAsync();
  const figures: SelfFigure[] = [];
  for (const group of args.only ?? GROUPS) figures.push(...(await MEASURE[group](args)));
  print(`${args.json ? JSON.stringify(figures, null, 1) : renderTable(figures)}\n`);
  await requireWritten();
  return args.strict && figures.some(({ met }) => met === false) ? 1 : 0;
}

/** @throws Error – no whole number, or too few */
function isCount(count: number, least: number): true {
  if (Number.isSafeInteger(count) && count >= least) return true;
  throw new Error(`--boots takes a whole number from 1 on, --in-a-row one from 0 on`);
}

/** A start takes little time, and its median of thirty varies by a tenth. */
const STARTS_PER_BOOT = 3;
/** As between real trials: a tight loop hides what users pay. */
const PAUSE_MS = 300;

/** What is compared with where it is installed, and the ratio of ours to it that is the goal. */
const PEERS = [
  { name: 'bubblewrap', program: 'bwrap', maxRatio: 0.65 },
  { name: 'runc', program: 'runc', maxRatio: 0.2 },
] as const;

async function containerFigures(rounds: number): Promise<SelfFigure[]> {
  const peers = PEERS.filter(({ program }) => findProgram(program) !== undefined);
  say(`container: ${String(rounds)} starts each of ${['ours', ...peers.map(({ name }) => name)].join(', ')}, in turn`);
  const starts = await measureContainerStarts({ rounds, pauseMs: PAUSE_MS });
  const ours = figure('container: launcher spawned → first instruction', 'ms', starts.ours);
  const compared = PEERS.flatMap(({ name, program, maxRatio }) => {
    const peer = figure(name, 'ms', starts[program], 'not installed');
    return [peer, against(ours, peer, maxRatio)];
  });
  return [ours, ...compared];
}

async function vmFigures(rounds: number): Promise<SelfFigure[]> {
  say(`VM: ${String(rounds)} boots each of ours and of q35 + SeaBIOS + bzImage, in turn`);
  const starts = await measureVmStarts({ rounds, pauseMs: PAUSE_MS });
  const ours = figure('VM: launcher spawned → ready', 'ms', starts.ours, 'no boot came');
  const q35 = figure('q35 + SeaBIOS + bzImage', 'ms', starts.baseline, 'no boot came');
  for (const failure of starts.failures) say(`a boot did not come: ${failure}`);
  return [ours, q35, against(ours, q35, 0.95)];
}

async function reliabilityFigures(boots: number): Promise<SelfFigure[]> {
  if (boots === 0) return [];
  say(`VM: ${String(boots)} boots in a row`);
  const { timedOut, failures } = await countVmBoots(boots);
  for (const failure of failures) say(`a boot failed: ${failure}`);
  const lost = figure(`VM boots that did not come, of ${String(boots)} in a row`, 'count', [timedOut + failures.length]);
  return [{ ...lost, goal: '≤ 1 of 100', met: timedOut + failures.length <= Math.max(1, boots / 100) }];
}

async function harnessFigures(): Promise<SelfFigure[]> {
  say('harness: a short run of bare and container');
  const { gapsMs, samplerPercent } = await measureRun([
    '--profile',
    'quick',
    '--environments',
    'bare,container',
    '--workloads',
    'idle,json,memory-copy',
  ]);
  return [
    atMost(figure('harness: time between trials', 'ms', gapsMs), 100),
    atMost(figure('samplers: CPU, of one core', '%', samplerPercent), 1),
  ];
}

const STARTS = 20;
/** The median of so many starts varies by some percent. */
const NO_SLOWER = 1.05;

async function startFigures(before: string | undefined): Promise<SelfFigure[]> {
  say('start of a command: --help, and compare of two quick runs');
  const compare = await withQuickRuns((files) => measureStarts(['compare', ...files], STARTS, before));
  return [
    ...startRows('twinbench --help', measureStarts(['--help'], STARTS, before), 400),
    ...startRows('twinbench compare of two quick runs', compare, 1_000),
  ];
}

function startRows(name: string, starts: CommandStarts, maxMs: number): SelfFigure[] {
  const ours = figure(name, 'ms', starts.ours);
  if (starts.before.length === 0) return [atMost(ours, maxMs)];
  const before = figure(`${name}, before`, 'ms', starts.before);
  return [atMost(ours, maxMs), before, against(ours, before, NO_SLOWER)];
}

const ANALYSES = 3;

function analysisFigures(): SelfFigure[] {
  say('analysis: a hundred thousand figures');
  const costs = measureAnalysis(ANALYSES);
  const figures = Math.min(...costs.map((cost) => cost.figures));
  return [
    atMost(
      figure(
        `analysis of ${String(figures)} figures`,
        's',
        costs.map(({ seconds }) => seconds),
      ),
      2,
    ),
    atMost(
      figure(
        'its peak memory, records included',
        'MiB',
        costs.map(({ peakMib }) => peakMib),
      ),
      300,
    ),
  ];
}

/** Minutes that a whole run may take on a two-core host that emulates its guests. */
const PROFILE_GOAL_SECONDS: Readonly<Record<string, number>> = { quick: 180, default: 1200 };

async function profileFigures(profiles: readonly string[]): Promise<SelfFigure[]> {
  const figures: SelfFigure[] = [];
  for (const profile of profiles) {
    say(`a whole run of the profile ${profile}`);
    const { seconds } = await measureRun(['--profile', profile]);
    const whole = figure(`whole run, profile ${profile}`, 's', [seconds]);
    const goal = PROFILE_GOAL_SECONDS[profile];
    figures.push(goal === undefined ? whole : atMost(whole, goal));
  }
  return figures;
}

function say(text: string): void {
  console.error(text);
}
