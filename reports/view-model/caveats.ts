/** What a reader must know before the first figure: the document's own warnings that bear on all figures, and what the run did not cover. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import { UNNAMED_HYPERVISOR } from '../../bench/contract/host.js';
import type { Environment } from '../../bench/contract/record.js';
import { type Context, environmentName, environmentsOfKind } from './context.js';
import type { CaveatView, WarningView } from './model.js';
import { formatCount, joinWithAnd, printable } from './text.js';

const INCOMPLETE = notable('Some trials did not complete');
const NOISY = notable('The host was noisy');

/** Code of a warning → the caveat that states it; any other is listed with the warnings. */
const HEADINGS: ReadonlyMap<string, Omit<CaveatView, 'text'>> = new Map([
  ['emulated', severe('Software emulation, not KVM')],
  ['image-differs', severe('The environments ran different images')],
  ['image-changed', severe('The image changed during the run')],
  ['run-incomplete', severe('The run is incomplete')],
  ['trials-failed', INCOMPLETE],
  ['trials-timed-out', INCOMPLETE],
  ['trials-skipped', INCOMPLETE],
  ['harness-stalled', INCOMPLETE],
  ['host-suspended', INCOMPLETE],
  ['different-kernel', notable('Host and guest ran different kernels')],
  ['rootless', notable('Started without root')],
  ['few-samples', notable('Few samples')],
  ['host-busy', NOISY],
  ['blocks-contaminated', NOISY],
  ['memory-backed-storage', notable('Instances wrote to memory, not to a disk')],
]);

export function makeCaveats(context: Context): CaveatView[] {
  const { document } = context;
  const found = [
    ...warningCaveats(document),
    ...document.environments.map((environment) => noTrial(context, environment)),
    missingKind(context),
    nested(document),
  ];
  const caveats = found.filter((caveat) => caveat !== null);
  return caveats.toSorted((a, b) => Number(b.severity === 'severe') - Number(a.severity === 'severe'));
}

/** The severe ones by their titles, and how many others there are. */
export function formatAlert(caveats: readonly CaveatView[]): string {
  const titles = caveats.filter(({ severity }) => severity === 'severe').map(({ title }) => title);
  return titles.length === 0 ? '' : `${titles.join('. ')}.`;
}

/** Those that no caveat states. */
export function listWarnings({ warnings }: ResultsDocument): WarningView[] {
  return warnings
    .filter(({ code }) => !HEADINGS.has(code))
    .map(({ code, message, hint }) => ({ code: printable(code), message: printable(message), hint: printable(hint) }));
}

/** One for all warnings under the same heading: every message, then each hint once. */
function warningCaveats({ warnings }: ResultsDocument): CaveatView[] {
  const headings = new Set(warnings.flatMap(({ code }) => HEADINGS.get(code) ?? []));
  return [...headings].map((heading) => {
    const own = warnings.filter(({ code }) => HEADINGS.get(code) === heading);
    const sentences = [...own.map(({ message }) => message), ...own.map(({ hint }) => hint)];
    return { ...heading, text: printable([...new Set(sentences)].join(' ')) };
  });
}

function noTrial(context: Context, { id }: Environment): CaveatView | null {
  if (context.document.series.some(({ environmentId }) => environmentId === id)) return null;
  const text = 'It was planned and yielded no figures.';
  return { ...severe(`${environmentName(context, id)}: no completed trial`), text };
}

const KIND_NAMES = { bare: 'bare process', container: 'container', vm: 'virtual machine' } as const;

/** The question of the report needs all three; a run may have been asked for fewer. */
function missingKind(context: Context): CaveatView | null {
  const kinds = (['bare', 'container', 'vm'] as const).filter((kind) => environmentsOfKind(context, kind).length === 0);
  if (kinds.length === 0) return null;
  const reference = kinds.includes('bare') ? ' Without the bare process there is no common reference.' : '';
  const text = `Measured: ${joinWithAnd(context.environments.map(({ name }) => name.toLowerCase()))}.${reference}`;
  return { ...notable(`No ${joinWithAnd(kinds.map((kind) => KIND_NAMES[kind]))} in this run`), text };
}

function nested({ host: { virtualization }, noise }: ResultsDocument): CaveatView | null {
  if (virtualization === 'none' || virtualization === '') return null;
  const text = `It runs ${formatHypervisor(virtualization)} may share its CPUs with other guests.${formatStolen(noise)}`;
  return { ...notable('The host is itself a virtual machine'), text };
}

function formatHypervisor(virtualization: string): string {
  return virtualization === UNNAMED_HYPERVISOR
    ? 'under a hypervisor that does not name itself, which'
    : `on ${printable(virtualization)}, whose hypervisor`;
}

/** Whether it did. */
function formatStolen(noise: ResultsDocument['noise']): string {
  if (noise === undefined) return '';
  const stolen = noise.contaminated.filter(({ causes = [] }) => causes.includes('steal')).length;
  if (stolen > 0) return ` In ${stolen} of ${formatCount(noise.blocks, 'block')} it withheld CPU time beyond the limit.`;
  const isKnown = noise.contaminated.every(({ causes }) => causes !== undefined);
  return isKnown ? ' In no block of this run did it withhold CPU time beyond the limit.' : '';
}

function severe(title: string): Omit<CaveatView, 'text'> {
  return { severity: 'severe', title };
}

function notable(title: string): Omit<CaveatView, 'text'> {
  return { severity: 'notable', title };
}
