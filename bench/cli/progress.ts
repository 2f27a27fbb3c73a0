/** Tells the user how a run goes: lines that are rewritten on a terminal, plain lines elsewhere. Nothing is written while a trial runs. */
import { visibleWidth } from '../../reports/terminal/layout.js';
import type { PlannedTrial } from '../contract/record.js';
import { cellName } from '../harness/plan.js';
import type { Progress, RunObserver } from '../harness/run.js';
import { clearLive, type Screen, showLive } from './live-lines.js';
import { canRewrite, findWidth, isUnicode, USUAL_COLUMNS } from './screen.js';
import { SoFar } from './so-far.js';

export function progressOn(screen: Screen): RunObserver {
  return canRewrite(screen) ? terminalProgress(screen) : plainProgress(screen);
}

export function terminalProgress(screen: Screen): RunObserver {
  const soFar = new SoFar();
  return {
    trialStarts(trial, progress) {
      soFar.begin(progress);
      const columns = findWidth(screen, USUAL_COLUMNS);
      const bar = drawBar(progress, barWidth(columns));
      const lines = [
        [bar, countLine(progress), ...failureCount(soFar)].join('  '),
        [cellLine(trial), ...soFar.describe()].join('; '),
      ];
      showLive(
        screen,
        lines.map((line) => clip(line, columns)),
      );
    },
    trialEnded(record, progress) {
      const problem = soFar.add(record);
      if (problem !== undefined || progress.done === progress.planned) clearLive();
      if (problem !== undefined) screen.write(`${problem}\n`);
    },
  };
}

/** A plain line at the first trial, at each tenth of the plan, where another scenario begins, and where nothing was said for so long. */
const PLAIN_LINES = 10;
const MAX_SILENCE_MS = 60_000;

/** `nowMs` counts from any moment. */
export function plainProgress(screen: Screen, nowMs: () => number = () => performance.now()): RunObserver {
  const soFar = new SoFar();
  let last: { tenth: number; scenario: string; atMs: number } | undefined;
  return {
    trialStarts(trial, progress) {
      soFar.begin(progress);
      const [tenth, atMs] = [Math.floor((progress.done * PLAIN_LINES) / progress.planned), nowMs()];
      const isNews = last?.tenth !== tenth || last.scenario !== trial.scenario || atMs - last.atMs >= MAX_SILENCE_MS;
      if (!isNews) return;
      last = { tenth, scenario: trial.scenario, atMs };
      const counted = [countLine(progress), ...failureCount(soFar)].join(', ');
      screen.write(`${[`${counted}: ${cellLine(trial)}`, ...soFar.describe()].join('; ')}\n`);
    },
    trialEnded(record) {
      const problem = soFar.add(record);
      if (problem !== undefined) screen.write(`${problem}\n`);
    },
  };
}

function countLine({ done, planned, secondsLeft }: Progress): string {
  const left = secondsLeft === undefined ? '' : `, about ${formatSpan(secondsLeft)} left`;
  return `trial ${String(done + 1)} of ${String(planned)}${left}`;
}

function cellLine(trial: PlannedTrial): string {
  return `${cellName(trial)}${trial.warmup ? ' (warm-up)' : ''}`;
}

function failureCount({ failures }: SoFar): string[] {
  return failures === 0 ? [] : [`${String(failures)} failed`];
}

const BAR_SHARE = 0.3;
const MAX_BAR_WIDTH = 30;

function barWidth(columns: number): number {
  return Math.min(MAX_BAR_WIDTH, Math.floor(columns * BAR_SHARE));
}

function drawBar({ done, planned }: Progress, width: number): string {
  const filled = Math.floor((done / planned) * width);
  const [full, empty, edge] = isUnicode() ? ['█', '░', ''] : ['#', '.', '|'];
  return `${edge}${full.repeat(filled)}${empty.repeat(width - filled)}${edge}`;
}

/** One column is left free: some terminals begin a new line once the last is taken. */
function clip(text: string, columns: number): string {
  if (visibleWidth(text) < columns) return text;
  const kept = [...text];
  while (visibleWidth(kept.join('')) > columns - 2) kept.pop();
  return `${kept.join('')}${isUnicode() ? '…' : '>'}`;
}

function formatSpan(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return whole < 90 ? `${String(whole)} s` : `${String(Math.round(whole / 60))} min`;
}
