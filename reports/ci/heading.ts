/** The first line of a verdict in Markdown. */
import type { GateVerdict } from '../../bench/contract/verdict.js';
import { escapeMarkdown } from '../markdown/escape.js';
import { formatEmptyPass, statusLine } from './words.js';

const SIGNS: Readonly<Record<GateVerdict['status'], string>> = {
  pass: '✅',
  regressed: '❌',
  undecided: '⚠️',
  'not-comparable': '⚠️',
  failed: '❌',
};

/** `## ✅ Twinbench gate: passed (exit code 0, pass)`; a pass that rests on nothing has no tick. */
export function headingLine(verdict: GateVerdict): string {
  const sign = formatEmptyPass(verdict) === '' ? `${SIGNS[verdict.status]} ` : '';
  return `## ${sign}${escapeMarkdown(statusLine(verdict))}`;
}
