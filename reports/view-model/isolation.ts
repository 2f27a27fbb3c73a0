/** What separates an instance from its host: one table for each family of facts, and the kernel that was made to panic. */
import {
  type Isolation,
  type IsolationFact,
  type ProbedEnvironment,
  type Reading,
  ROOTLESS_ENVIRONMENT,
} from '../../bench/contract/isolation.js';
import type { Context } from './context.js';
import { isFilled, tableGroup } from './groups.js';
import { formatTime } from './header.js';
import type { Fact, FigureGroup, Section, Table } from './model.js';
import { table, text } from './table.js';
import { formatCount, printable, shorten } from './text.js';

const MAX_ANSWER_LENGTH = 60;

/** Of each reading: its word, and what the word means. */
export const READINGS: Readonly<Record<Reading, readonly [word: string, meaning: string]>> = {
  isolated: ['isolated', 'the instance has its own, or does not see the host’s'],
  shared: ['shared', 'it is the host’s'],
  refused: ['refused', 'the kernel does not allow it'],
  allowed: ['allowed', 'the host’s kernel allows it'],
  'own-kernel': ['own kernel', 'allowed, by a kernel that is not the host’s'],
  absent: ['absent', 'there is no such thing inside'],
  unknown: ['unknown', 'no answer, or one that says nothing'],
};

const NAMES: Readonly<Record<string, string>> = {
  bare: 'Bare process',
  container: 'Container',
  [ROOTLESS_ENVIRONMENT]: 'Container, rootless',
  vm: 'Virtual machine',
};

/** Without groups where the document has no probe's findings. */
export function isolationSection({ document: { isolation, host } }: Context): Section {
  return {
    id: 'isolation',
    title: 'What separates an instance from this host?',
    navigation: 'Isolation',
    text: isolation === undefined ? '' : formatSection(isolation, host.fingerprint),
    groups: isolation === undefined ? [] : isolationGroups(isolation),
  };
}

function formatSection(isolation: Isolation, fingerprint: string): string {
  const other = isolation.fingerprint === fingerprint ? '' : ' That is not the host of this run.';
  const missing = isolation.notProbed.map(
    ({ environmentId, because }) => ` ${printable(environmentId)} was not probed: ${shorten(printable(because), 300)}.`,
  );
  return `The same small program ran in each environment; none of its attempts does harm. Probed ${formatTime(isolation.probedAt)} on kernel ${printable(isolation.host.kernelRelease)}.${other} ${formatLegend()}${missing.join('')}`;
}

/** One sentence. */
export function formatLegend(): string {
  return `${Object.values(READINGS)
    .map(([word, meaning]) => `${word}: ${meaning}`)
    .join('; ')}.`;
}

export function isolationGroups(isolation: Isolation): FigureGroup[] {
  const families = [...new Set(isolation.facts.map(({ family }) => family))];
  const groups = families.map((family) => tableGroup('', '', [], [familyTable(isolation, family)]));
  return [...groups, ...panicGroup(isolation)].filter(isFilled);
}

function familyTable({ facts, environments }: Isolation, family: string): Table {
  const columns = [text('Fact'), ...environments.map((one) => text(probedName(one))), text('Why it matters')];
  const rows = facts
    .filter((fact) => fact.family === family)
    .map((fact) => ({
      slot: null,
      header: printable(fact.title),
      cells: [...environments.map((one) => formatAnswer(one, fact.id)), `${printable(fact.why)} (${formatReference(fact)})`],
    }));
  return table(printable(family), columns, rows);
}

export function probedName({ id, rootless, kind }: ProbedEnvironment): string {
  const name = NAMES[id] ?? shorten(printable(id), 30);
  return rootless && kind === 'container' && id !== ROOTLESS_ENVIRONMENT ? `${name} (rootless)` : name;
}

/** `refused: EPERM`. */
export function formatAnswer({ answers }: ProbedEnvironment, factId: string): string {
  const found = answers.find((answer) => answer.factId === factId);
  if (found === undefined) return '–';
  const [word] = READINGS[found.reading];
  const addsNothing =
    found.reading === 'allowed' || found.reading === 'own-kernel' ? found.answer.startsWith('allowed') : found.answer === '';
  return addsNothing ? word : `${word}: ${shorten(printable(found.answer), MAX_ANSWER_LENGTH)}`;
}

/** `uname(2)`, `CVE-2022-0492`, or where in the kernel's documentation. */
export function formatReference({ reference }: Pick<IsolationFact, 'reference'>): string {
  const [, page, section] = /\/man\d\/([\w-]+)\.(\d)\.html$/.exec(reference) ?? [];
  if (page !== undefined) return `${page}(${section ?? ''})`;
  const [cve] = /CVE-\d+-\d+$/.exec(reference) ?? [];
  return cve ?? printable(reference.replace(/^https:\/\//, '').replace(/\.html$/, ''));
}

function panicGroup({ panic }: Isolation): FigureGroup[] {
  if (panic === undefined) return [];
  const guest = panic.endedAfterSeconds === undefined ? 'survived' : `ended after ${panic.endedAfterSeconds.toFixed(1)} s`;
  const rows = [
    {
      slot: null,
      header: 'Guest whose kernel was made to panic',
      cells: [`${guest}: ${shorten(printable(panic.reported), 200)}`],
    },
    { slot: null, header: 'Host', cells: [panic.hostKernelUnchanged ? 'kept running, the same boot' : 'rebooted'] },
    ...panic.others.map(({ environmentId, answered }) => ({
      slot: null,
      header: `Beside it: ${NAMES[environmentId] ?? shorten(printable(environmentId), 30)}`,
      cells: [answered ? 'still answered' : 'stopped answering'],
    })),
  ];
  return [tableGroup('', '', [], [table('A guest’s kernel panics', [text('Who'), text('What happened')], rows)])];
}

/** A line for reports without room for sections. */
export function isolationBrief({ document: { isolation } }: Context): Fact[] {
  if (isolation === undefined) return [];
  const reached = isolation.environments.map(
    (one) =>
      `${probedName(one)} ${formatCount(one.systemCalls.reached.length, 'system call')} reached, ${formatCount(countOpenings(one), 'opening')}`,
  );
  return [
    { label: 'Isolation', value: `${reached.join('; ')} (opening: what is shared with the host or allowed by its kernel)` },
  ];
}

/** Facts that read as shared with the host or allowed by its kernel. */
export function countOpenings({ answers }: ProbedEnvironment): number {
  return answers.filter(({ reading }) => reading === 'shared' || reading === 'allowed').length;
}
