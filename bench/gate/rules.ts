/** The policy as it applies to each metric. A rule that holds nothing, or no longer, is refused: it would be silently looser than it reads. */

import { TARGET_EFFECT } from '../comparison/margins.js';
import type { MetricDefinition } from '../contract/document.js';
import { FormatError } from '../contract/format-error.js';
import {
  type AcceptedChange,
  type GateLevel,
  POLICY_FILE_NAME,
  type Policy,
  type PolicySettings,
  type Scale,
} from '../contract/policy.js';
import type { GateSubject } from '../contract/verdict.js';

export interface Settings {
  readonly gate: GateLevel;
  readonly scale: Scale;
  /** Relative. */
  readonly noiseFloor: number;
  readonly target: number;
  /** In the unit. */
  readonly minimumAbsolute?: number;
  readonly targetAbsolute?: number;
  readonly minPairs: number;
  readonly maxPairs: number;
  readonly accepted: readonly AcceptedChange[];
}

interface Ruled extends GateSubject {
  readonly definition: Pick<MetricDefinition, 'direction' | 'primary' | 'noiseThreshold'>;
}

export interface PolicyUse {
  readonly policy: Policy;
  /** For messages; the usual name when absent. */
  readonly fileName?: string;
  /** `YYYY-MM-DD`, by UTC. */
  readonly today: string;
}

const MIN_PAIRS = 10;
const MAX_PAIRS = 40;

/** Settings by subject id. @throws FormatError – a pattern matches nothing, or an accepted change has expired */
export function applyPolicy(subjects: readonly Ruled[], use: PolicyUse): Map<string, Settings> {
  const place = { fileName: use.fileName ?? POLICY_FILE_NAME };
  for (const { match } of [...use.policy.metrics, ...use.policy.accepted]) checkMatches(match, subjects, place);
  for (const accepted of use.policy.accepted) checkDate(accepted, use.today, place);
  return new Map(subjects.map((subject) => [subject.id, applyRules(subject, use.policy)]));
}

function applyRules(subject: Ruled, { defaults, metrics, accepted }: Policy): Settings {
  let own: PolicySettings = defaults;
  for (const { match, ...rule } of metrics) if (matches(match, subject)) own = { ...own, ...rule };
  const { definition } = subject;
  const scale = own.scale ?? 'ratio';
  const gate = own.gate ?? (definition.primary === true ? 'block' : 'advisory');
  return {
    gate: definition.direction === 'neutral' ? 'off' : gate,
    scale,
    noiseFloor: own.noiseFloor ?? (scale === 'exact' ? 0 : definition.noiseThreshold),
    target: own.target ?? TARGET_EFFECT,
    ...(own.minimumAbsolute !== undefined && { minimumAbsolute: own.minimumAbsolute }),
    ...(own.targetAbsolute !== undefined && { targetAbsolute: own.targetAbsolute }),
    minPairs: own.minPairs ?? MIN_PAIRS,
    maxPairs: own.maxPairs ?? MAX_PAIRS,
    accepted: accepted.filter(({ match }) => matches(match, subject)),
  };
}

/** Segments left out at the end stand for anything, an absent workload is matched by `*` alone. */
export function matches(pattern: string, { metricId, environmentId, workloadId }: Omit<GateSubject, 'id'>): boolean {
  const [metric = '*', environment = '*', workload = '*'] = pattern.split('/');
  return (
    matchesGlob(metric, metricId) &&
    matchesGlob(environment, environmentId) &&
    (workloadId === undefined ? workload === '*' : matchesGlob(workload, workloadId))
  );
}

function matchesGlob(pattern: string, text: string): boolean {
  const literal = (part: string) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&');
  return new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`, 's').test(text);
}

function checkMatches(match: string, subjects: readonly Ruled[], place: { fileName: string }): void {
  const matched = subjects.filter((subject) => matches(match, subject));
  if (matched.some(({ definition }) => definition.direction !== 'neutral')) return;
  const isNeutral = matched.length > 0;
  const known = subjects.filter(({ definition }) => definition.direction !== 'neutral').map(({ id }) => id);
  const shown = known.slice(0, 8).join(', ') + (known.length > 8 ? ', …' : '');
  const wrong = isNeutral
    ? `the pattern "${match}" matches only metrics of which neither more nor less is better`
    : `the pattern "${match}" matches nothing in baseline or candidate`;
  throw new FormatError('invalid', place, wrong, `Correct or remove it. There are: ${shown || 'no metrics at all'}.`);
}

function checkDate({ match, until, reason }: AcceptedChange, today: string, place: { fileName: string }): void {
  if (today <= until) return;
  const wrong = `the accepted change of "${match}" (${reason}) expired on ${until}`;
  throw new FormatError('invalid', place, wrong, 'Remove it, or renew its date if the change is still accepted.');
}
