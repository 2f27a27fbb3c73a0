/** The terms of the report, each explained once; its words link here as `#term-<id>`. */
import type { VerdictKind } from './answer/model.js';

export interface Term {
  readonly id: string;
  readonly term: string;
  readonly text: string;
}

/** What each verdict means. */
const VERDICT_TERMS: Readonly<Record<VerdictKind, Omit<Term, 'id'>>> = {
  shown: {
    term: 'shown',
    text: 'The difference is larger than the noise floor, with an error of at most 1 % over all primary comparisons together. Whether it matters is another question: “within what matters” says that it is smaller than the metric’s practical margin, “near” that the margin lies inside its interval. Only a difference beyond the margin is coloured.',
  },
  same: {
    term: 'no difference of 5 %, or that matters',
    text: 'Shown to be smaller than 5 % either way, by two one-sided tests; “that matters”: all of the confidence interval is smaller than the practical margin, whatever its share of the whole. That is a finding, not the lack of one.',
  },
  few: {
    term: 'too few to be sure',
    text: 'So many pairs cannot decide at the stated level, even if all of them agree; below six there is no interval either. Measure more repetitions: npx twinbench run --profile default.',
  },
  open: {
    term: 'not decided',
    text: 'Neither a difference nor the lack of one is shown. An interval without zero is not enough for that: it holds for one comparison by itself, a verdict for all primary ones together. Where it can be said, about how many pairs would decide stands beside it.',
  },
  emulated: {
    term: 'emulated, not judged',
    text: 'The guest’s instructions were translated in software (tcg). Its figures say nothing about a virtual machine under KVM, so nothing is concluded from them.',
  },
  unmeasured: { term: 'not measured', text: 'One side has no value. It is never counted as zero.' },
  neutral: { term: 'informational', text: 'Neither more nor less of it is better, so no verdict is given.' },
};

const OTHER_TERMS: readonly Term[] = [
  {
    id: 'bare-process',
    term: 'bare or plain process',
    text: 'The reference: the same program under the same limits, without namespaces, seccomp or a guest around it.',
  },
  {
    id: 'time-to-program',
    term: 'time to the program',
    text: 'From the launcher’s first instruction until the workload itself says that it runs: boot and workload start together.',
  },
  {
    id: 'margin',
    term: 'what matters',
    text: 'The practical margin of a metric: a smaller difference is not worth a decision. It is part of the metric’s definition, and 5 % where none is stated.',
  },
  {
    id: 'interval',
    term: 'confidence interval',
    text: 'Square brackets hold it: if the run were repeated many times, 95 of 100 such intervals would contain the true value. “Range” is only the smallest and the largest value seen.',
  },
  {
    id: 'median',
    term: 'median',
    text: 'Half of the values are smaller and half are larger. Large figures are medians over trials.',
  },
  {
    id: 'pair',
    term: 'block, pair',
    text: 'A block holds every environment once, in random order. Differences and ratios are taken between the values of the same block, which are a pair, so that what changes from block to block cancels.',
  },
  {
    id: 'ratio',
    term: 'ratio',
    text: 'One environment’s figure divided by the other’s, estimated from the pairs; of fewer than six pairs to two digits.',
  },
  {
    id: 'n',
    term: 'n',
    text: 'The number of trials behind a figure: completed ones, without warm-up and without contaminated blocks.',
  },
  {
    id: 'trial',
    term: 'trial',
    text: 'One fresh instance from start to teardown. Warm-up trials come first and count in no figure.',
  },
  {
    id: 'contaminated',
    term: 'contaminated block',
    text: 'A block that other programs or the hypervisor disturbed, by a rule that was fixed before the run. It is left out for all environments alike.',
  },
  {
    id: 'opening',
    term: 'opening',
    text: 'Of the isolation facts: something that is shared with the host, or that the host’s kernel allows.',
  },
];

export function listTerms(): Term[] {
  return [...Object.entries(VERDICT_TERMS).map(([id, term]) => ({ id, ...term })), ...OTHER_TERMS];
}
