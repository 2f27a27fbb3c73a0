/** The rows that grow with a run: its document, its reports, and its page. */
import { type LongRunCost, measureLongRun } from './long-run.js';
import { atMost, figure, type SelfFigure } from './table.js';

interface ScaleGoals {
  readonly documentMib?: number;
  readonly reportsPeakMib?: number;
  readonly pageKb?: number;
  readonly pageSeconds?: number;
  readonly pagePeakMib?: number;
  readonly interactiveMs?: number;
  readonly themeSwitchMs?: number;
}

/** A run of the profile quick; of some hours; and twice that, whose page nobody has set a goal for. */
const RUNS: readonly { readonly trials: number; readonly goals: ScaleGoals }[] = [
  { trials: 75, goals: { pageKb: 600 } },
  {
    trials: 10_000,
    goals: {
      ...{ documentMib: 60, reportsPeakMib: 1000 },
      ...{ pageKb: 1500, pageSeconds: 3, pagePeakMib: 400, interactiveMs: 1000, themeSwitchMs: 300 },
    },
  },
  { trials: 20_000, goals: { documentMib: 120, reportsPeakMib: 1500 } },
];

/** Rows of runs of growing length; what has no goal is not shown. @param say told before what takes a while */
export async function scaleFigures(say: (text: string) => void): Promise<SelfFigure[]> {
  const figures: SelfFigure[] = [];
  for (const { trials, goals } of RUNS) {
    say(`reports: ${String(trials)} trials from their raw records`);
    const cost = await measureLongRun(trials);
    for (const failure of cost.analysis.failed) say(`a report could not be made: ${failure}`);
    figures.push(...listFigures(trials, cost, goals));
  }
  return figures;
}

function listFigures(trials: number, { analysis, page, browser }: LongRunCost, goals: ScaleGoals): SelfFigure[] {
  const row = (name: string, unit: SelfFigure['unit'], values: readonly number[] | undefined, most: number | undefined) =>
    most === undefined ? [] : [limited(figure(`${String(trials)} trials: ${name}`, unit, values ?? [], NO_BROWSER), most)];
  return [
    figure(`${String(trials)} trials: document and all reports`, 's', [analysis.seconds]),
    ...row('reports that cannot be made', 'count', [analysis.failed.length], 0),
    ...row('peak memory of that', 'MiB', [analysis.peakMib], goals.reportsPeakMib),
    ...row('results.json', 'MiB', [analysis.documentMib], goals.documentMib),
    ...row('page', 'kB', [page.pageKb], goals.pageKb),
    ...row('page, from results.json', 's', [page.seconds], goals.pageSeconds),
    ...row('peak memory of that', 'MiB', [page.peakMib], goals.pagePeakMib),
    ...row('page opened → answers its reader', 'ms', browser?.interactiveMs, goals.interactiveMs),
    ...row('page: colours changed → drawn', 'ms', browser?.themeSwitchMs, goals.themeSwitchMs),
  ];
}

const NO_BROWSER = 'no browser';

/** Where nothing could be measured there is no goal to miss. */
function limited(one: SelfFigure, most: number): SelfFigure {
  return one.absent === undefined ? atMost(one, most) : one;
}
