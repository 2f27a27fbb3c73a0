/** A verdict → annotations: one for each class of finding, since GitHub shows ten of a level and step, and drops the others unsaid. */
import type { GateMetric, GateVerdict } from '../../bench/contract/verdict.js';
import { worstFirst } from './order.js';
import type { VerdictReporter } from './verdict-reporter.js';
import { formatFinding, listRemarks, name, sentence } from './words.js';
import { type Annotation, type AnnotationLevel, annotationCommand } from './workflow-command.js';

export const MAX_PER_LEVEL = 10;
const MAX_NAMED = 10;

export const annotationsReporter: VerdictReporter = {
  render: (verdict, { baseName }) => [{ path: `${baseName}-annotations.txt`, content: annotationLines(verdict) }],
};

/** To be printed by a step of a GitHub workflow; each line ends with a newline. */
export function annotationLines(verdict: GateVerdict): string {
  return makeAnnotations(verdict)
    .map((annotation) => `${annotationCommand(annotation)}\n`)
    .join('');
}

/** Errors are what the gate fails by; what it lets pass is a warning or a notice. */
export function makeAnnotations(verdict: GateVerdict): Annotation[] {
  const metrics = worstFirst(verdict.metrics);
  return [...failures(verdict), ...unsettled(verdict, metrics), ...goodNews(verdict, metrics)];
}

/** Metrics are named with their figures where they caused the finding; the finding names a few of them only. */
function failures({ findings, metrics }: GateVerdict): Annotation[] {
  const failing = findings.filter(({ exitCode }) => exitCode !== 0);
  const names = [...new Set(failing.map(({ exitName }) => exitName))];
  return names.slice(0, MAX_PER_LEVEL).map((exitName) => {
    const reasons = failing.filter((finding) => finding.exitName === exitName).map(({ because }) => sentence(because));
    const regressed = exitName === 'regression' ? worstFirst(metrics).filter(isRegression) : [];
    return {
      level: 'error',
      title: `Twinbench: ${exitName}`,
      message: [...reasons, ...listed(regressed.map(formatFinding))].join('\n'),
    };
  });
}

const isRegression = ({ gate, status }: GateMetric): boolean => gate === 'block' && status === 'regressed';

function unsettled({ findings, missing, notComparable, ...verdict }: GateVerdict, metrics: readonly GateMetric[]): Annotation[] {
  const isFatal = (code: number): boolean => findings.some(({ exitCode }) => exitCode === code);
  const blocking = metrics.filter(({ gate }) => gate === 'block');
  const open = ['unconfirmed', 'undecided'].flatMap((status) => blocking.filter((metric) => metric.status === status));
  const worse = metrics.filter(
    ({ gate, verdict, status }) => gate === 'warn' && verdict.status === 'worse' && status !== 'accepted',
  );
  return [
    ...rolledUp('warning', 'worse, and set to warn', worse.map(formatFinding)),
    ...(isFatal(1)
      ? []
      : rolledUp('warning', 'regressions that the gate was told to let pass', metrics.filter(isRegression).map(formatFinding))),
    ...(isFatal(3) ? [] : rolledUp('warning', 'undecided', open.map(formatFinding))),
    ...(isFatal(4)
      ? []
      : rolledUp(
          'warning',
          'missing in the candidate',
          missing.map(({ id }) => name(id)),
        )),
    ...(isFatal(4)
      ? []
      : rolledUp(
          'warning',
          'not comparable',
          notComparable.map(({ id, because }) => `${name(id)}: ${sentence(because)}`),
        )),
    ...rolledUp('warning', 'warnings', listRemarks(verdict)),
  ];
}

function goodNews({ added }: GateVerdict, metrics: readonly GateMetric[]): Annotation[] {
  const accepted = metrics.filter(({ status }) => status === 'accepted');
  const better = metrics.filter(({ gate, verdict }) => gate === 'block' && verdict.status === 'better');
  return [
    ...rolledUp(
      'notice',
      'worse, and accepted by the policy',
      accepted.map(
        (metric) => `${formatFinding(metric)}, until ${metric.accepted?.until ?? ''}: ${sentence(metric.accepted?.reason ?? '')}`,
      ),
    ),
    ...rolledUp('notice', 'better', better.map(formatFinding)),
    ...rolledUp(
      'notice',
      'new, compared with nothing',
      added.map(({ id }) => name(id)),
    ),
  ];
}

function rolledUp(level: AnnotationLevel, what: string, lines: readonly string[]): Annotation[] {
  if (lines.length === 0) return [];
  return [{ level, title: `Twinbench: ${what} (${lines.length})`, message: listed(lines).join('\n') }];
}

function listed(lines: readonly string[]): string[] {
  const more = lines.length - MAX_NAMED;
  return [...lines.slice(0, MAX_NAMED), ...(more > 0 ? [`and ${more} more`] : [])];
}
