/** `twinbench baseline accept`: agrees to a change for the worse, in the policy until a day, or in a history as the level from now on. */
import { EXIT, UsageError } from '../../../contract/errors.js';
import { POLICY_FILE_NAME } from '../../../contract/policy.js';
import { parseVerdict } from '../../../contract/verdict.js';
import { type Acceptance, acceptInPolicy, makeAcceptance, makeAcceptances } from '../../../gate/policy-edit.js';
import { findPolicyFile } from '../../../gate/policy-file.js';
import { acceptRun } from '../../../history/accept-run.js';
import { readText } from '../../../results/read-text.js';
import { defineCommand } from '../../command.js';
import { JSON_OPTION, parseText } from '../../options.js';
import { print, printJson } from '../../stdout.js';

export const command = defineCommand({
  usage: `$0 baseline accept MATCH --max-increase 12% --until DATE --reason TEXT
$0 baseline accept --verdict FILE --until DATE --reason TEXT
$0 baseline accept --history FOLDER [--run ID] --reason TEXT

Accepts a change for the worse. In the policy, up to a size and a day: a larger change still fails the gate, and after that day the gate asks for a decision. In a history, from a run on: later runs are held to its level.`,
  positionals: ['match'],
  options: {
    match: { type: 'string', describe: 'METRIC, METRIC/ENVIRONMENT or METRIC/ENVIRONMENT/WORKLOAD; * for anything' },
    'max-increase': { type: 'string', describe: 'largest relative change for the worse, such as 12% or 0.12' },
    'max-absolute': { type: 'string', describe: 'largest change in the unit of the metric (seconds, bytes, …)' },
    verdict: {
      type: 'string',
      describe: 'accept what this verdict calls regressed or unconfirmed, up to the end of its interval',
    },
    until: { type: 'string', describe: 'last day on which it holds, such as 2027-01-31' },
    reason: { type: 'string', demandOption: true, describe: 'why; it is recorded in the policy or the history' },
    policy: {
      type: 'string',
      describe: `the policy file, JSON or YAML (default: the one here; ${POLICY_FILE_NAME}, created if missing)`,
    },
    history: { type: 'string', describe: 'accept the level of a run in this history' },
    run: { type: 'string', describe: 'id of that run; the newest by default' },
    json: JSON_OPTION,
  },
  examples: [
    ['$0 baseline accept time-to-program/vm --max-increase 12% --until 2027-01-31 --reason "new kernel"', 'one figure'],
    [
      '$0 baseline accept --verdict results/latest/verdict.json --until 2027-01-31 --reason "new kernel"',
      'all that a gate refused',
    ],
    ['$0 baseline accept --history twinbench-data/history --reason "new kernel"', 'the newest level'],
  ],
  async run({ json, maxIncrease, maxAbsolute, ...args }) {
    const [match, verdict, history] = [parseText(args.match), parseText(args.verdict), parseText(args.history)];
    const reason = parseText(args.reason);
    if (reason === undefined) throw new UsageError('--reason is empty; say why the change is accepted.');
    if ([match, verdict, history].filter((one) => one !== undefined).length !== 1)
      throw new UsageError(
        'say what is accepted: MATCH, --verdict FILE or --history FOLDER, and only one of them. See: twinbench baseline accept --help',
      );
    if (history !== undefined) return acceptLevel(history, parseText(args.run), reason, json);
    const until = parseText(args.until);
    if (until === undefined)
      throw new UsageError('--until is missing: the last day on which the change is accepted, such as 2027-01-31.');
    const terms = { until, reason };
    const accepted =
      match === undefined
        ? await fromVerdict(verdict ?? '', terms)
        : [makeAcceptance(match, { maxIncrease, maxAbsolute }, terms)];
    return writePolicy(args.policy ?? findPolicyFile() ?? POLICY_FILE_NAME, accepted, json);
  },
});

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
