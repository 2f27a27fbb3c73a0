/** `twinbench baseline accept`: agrees to a change for the worse, in the policy until a day, or in a history as the level from now on. */
import type { Argv } from 'yargs';
import { EXIT, UsageError } from '../../../contract/errors.js';
import { POLICY_FILE_NAME } from '../../../contract/policy.js';
import { parseVerdict } from '../../../contract/verdict.js';
import { type Acceptance, acceptInPolicy, makeAcceptance, makeAcceptances } from '../../../gate/policy-edit.js';
import { acceptRun } from '../../../history/accept-run.js';
import { readText } from '../../../results/read-text.js';
import { textOption } from '../../option-values.js';
import { print, printJson } from '../../stdout.js';

export function options(parser: Argv): Argv {
  return parser
    .usage(
      `$0 baseline accept MATCH --max-increase 12% --until DATE --reason TEXT
$0 baseline accept --verdict FILE --until DATE --reason TEXT
$0 baseline accept --history FOLDER [--run ID] --reason TEXT

Agrees to a change for the worse. In the policy, up to a size and a day: a larger change still fails the gate, and after that day the gate asks for a decision. In a history, from a run on: later runs are held to its level.`,
    )
    .positional('match', {
      type: 'string',
      describe: 'METRIC, METRIC/ENVIRONMENT or METRIC/ENVIRONMENT/WORKLOAD; * for anything',
    })
    .option('max-increase', { type: 'string', describe: 'relative size for the worse, such as 12% or 0.12' })
    .option('max-absolute', { type: 'string', describe: 'size in the unit of the metric (seconds, bytes, …)' })
    .option('verdict', {
      type: 'string',
      describe: 'accept what this verdict calls regressed or unconfirmed, up to the end of its interval',
    })
    .option('until', { type: 'string', describe: 'last day on which it holds, such as 2027-01-31' })
    .option('reason', { type: 'string', demandOption: true, describe: 'why; it stands in the policy or the history' })
    .option('policy', { type: 'string', default: POLICY_FILE_NAME, describe: 'the policy file; made when it is not there' })
    .option('history', { type: 'string', describe: 'accept the level of a run in this history' })
    .option('run', { type: 'string', describe: 'id of that run; the newest by default' })
    .option('json', { type: 'boolean', default: false, describe: 'machine-readable' })
    .example('$0 baseline accept boot-time/vm --max-increase 12% --until 2027-01-31 --reason "new kernel"', 'one figure')
    .example(
      '$0 baseline accept --verdict results/latest/verdict.json --until 2027-01-31 --reason "new kernel"',
      'all that a gate refused',
    )
    .example('$0 baseline accept --history twinbench-data/history --reason "new kernel"', 'the newest level');
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  const [match, verdict, history] = [textOption(args['match']), textOption(args['verdict']), textOption(args['history'])];
  const reason = textOption(args['reason']);
  if (reason === undefined) throw new UsageError('--reason is empty; say why the change is accepted.');
  if ([match, verdict, history].filter((one) => one !== undefined).length !== 1)
    throw new UsageError(
      'say what is accepted: MATCH, --verdict FILE or --history FOLDER, and only one of them. See: twinbench baseline accept --help',
    );
  if (history !== undefined) return acceptLevel(history, textOption(args['run']), reason, args['json'] === true);
  const until = textOption(args['until']);
  if (until === undefined)
    throw new UsageError('--until is missing: the last day on which the change is accepted, such as 2027-01-31.');
  const terms = { until, reason };
  const accepted = match === undefined ? await fromVerdict(verdict ?? '', terms) : [makeAcceptance(match, args, terms)];
  return writePolicy(String(args['policy']), accepted, args['json'] === true);
}

async function fromVerdict(file: string, terms: { until: string; reason: string }): Promise<Acceptance[]> {
  const accepted = makeAcceptances(parseVerdict(await readText(file), file), terms);
  if (accepted.length > 0) return accepted;
  throw new UsageError(`${file} holds no change for the worse that could be accepted; nothing was written.`);
}

async function writePolicy(file: string, accepted: readonly Acceptance[], isJson: boolean): Promise<number> {
  await acceptInPolicy(file, accepted);
  if (isJson) printJson({ policy: file, accepted });
  else
    for (const one of accepted)
      print(`${file}: ${one.match} may be worse by ${formatSize(one)} until ${one.until}: ${one.reason}\n`);
  return EXIT.ok;
}

function formatSize({ maxIncrease, maxAbsolute }: Acceptance): string {
  const sizes = [
    maxIncrease === undefined ? [] : [`${Number((maxIncrease * 100).toPrecision(4))} %`],
    maxAbsolute === undefined ? [] : [`${maxAbsolute} in its unit`],
  ];
  return sizes.flat().join(' and ');
}

async function acceptLevel(folder: string, runId: string | undefined, reason: string, isJson: boolean): Promise<number> {
  const accepted = await acceptRun(folder, runId, reason);
  if (accepted === undefined)
    throw new UsageError(`the history ${folder} has no run${runId === undefined ? '' : ` ${runId}`}; nothing was written.`);
  const { file, entry } = accepted;
  if (isJson) printJson({ file, runId: entry.runId, flags: entry.flags });
  else print(`${file}: later runs are held to the level of ${entry.runId} (commit ${entry.revision || 'unknown'}): ${reason}\n`);
  return EXIT.ok;
}
