/** The rows that grow with a run: its document, its reports, and its page. */
import { type LongRunCost, measureExample, measureLongRun } from './long-run.js';
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

interface ScaleRun {
  readonly name: string;
  readonly measure: () => Promise<LongRunCost>;
  readonly goals: ScaleGoals;
}

/** The kept run of the profile quick; one of some hours; and twice that, whose page nobody has set a goal for. */
const RUNS: readonly ScaleRun[] = [
  { name: 'docs/example', measure: measureExample, goals: { pageKb: 600 } },
  {
    name: 'simulated',
    measure: () => measureLongRun(10_000),
    goals: {
      ...{ documentMib: 60, reportsPeakMib: 1000 },
      ...{ pageKb: 1500, pageSeconds: 3, pagePeakMib: 400, interactiveMs: 1000, themeSwitchMs: 300 },
    },
  },
  { name: 'simulated', measure: () => measureLongRun(20_000), goals: { documentMib: 120, reportsPeakMib: 1500 } },
];

/** Rows of runs of growing length; what has no goal is not shown. @param say told before what takes a while */
export async function scaleFigures(say: (text: string) => void): Promise<SelfFigure[]> {
  const figures: SelfFigure[] = [];
  for (const { name, measure, goals } of RUNS) {
    say(`reports of a run from its raw records, ${name}`);
    const cost = await measure();
    for (const failure of cost.analysis.failed) say(`a report could not be made: ${failure}`);
    figures.push(...listFigures(name, cost, goals));
  }
  return figures;
}

function listFigures(of: string, { analysis, page, browser }: LongRunCost, goals: ScaleGoals): SelfFigure[] {
  const run = `${analysis.trials} trials (${of})`;
  const row = (name: string, unit: SelfFigure['unit'], values: readonly number[] | undefined, most: number | undefined) =>
    most === undefined ? [] : [limited(figure(`${run}: ${name}`, unit, values ?? [], NO_BROWSER), most)];
  return [
    figure(`${run}: document and all reports`, 's', [analysis.seconds]),
    ...row('reports that cannot be made', 'count', [analysis.failed.length], 0),
    ...row('peak memory of document and reports', 'MiB', [analysis.peakMib], goals.reportsPeakMib),
    ...row('results.json', 'MiB', [analysis.documentMib], goals.documentMib),
    ...row('page', 'kB', [page.pageKb], goals.pageKb),
    ...row('page, from results.json', 's', [page.seconds], goals.pageSeconds),
    ...row('peak memory of the page', 'MiB', [page.peakMib], goals.pagePeakMib),
    ...row('page opened → answers its reader', 'ms', browser?.interactiveMs, goals.interactiveMs),
    ...row('page: colours changed → drawn', 'ms', browser?.themeSwitchMs, goals.themeSwitchMs),
  ];
}

const NO_BROWSER = 'no browser';

/** Where nothing could be measured there is no goal to miss. */
function limited(one: SelfFigure, most: number): SelfFigure {
  return one.absent === undefined ? atMost(one, most) : one;
}
