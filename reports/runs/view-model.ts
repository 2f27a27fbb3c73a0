/** Several results documents → what their common page shows. Pure. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import { answer } from '../view-model/answer/answer.js';
import { createContext } from '../view-model/context.js';
import { makeEnvironments } from '../view-model/environments.js';
import { formatTime } from '../view-model/header.js';
import type { EnvironmentView } from '../view-model/model.js';
import { formatCount, joinWithAnd, printable, shorten } from '../view-model/text.js';
import { formatGenerator } from '../view-model/view-model.js';
import { conditionsTable } from './conditions.js';
import type { RunInput, RunsInput } from './input.js';
import { openRun, runsMetrics } from './metrics.js';
import type { RunsView, RunView } from './model.js';
import { Notes } from './notes.js';
import { alignQuestions } from './questions.js';
import { describeAll, describeRelation, nameRun } from './relation.js';

const MAX_NAME_LENGTH = 80;

export function buildRunsView({ runs, leftOut }: RunsInput): RunsView {
  const opened = runs.map((input, place) => openRun(input, createContext(input.document), place));
  const environments = unitedEnvironments(runs);
  const notes = new Notes();
  const metrics = runsMetrics(opened, environments, notes);
  return {
    title: describeAll(runs),
    place: describePlace(runs),
    summary: `${formatCount(runs.length, 'run')} of ${formatHosts(runs)}, question by question and metric by metric. A is the run that the others are held against.`,
    runs: runs.map(showRun),
    others: runs.map(showRun).slice(1),
    leftOut: leftOut.map(({ name, because }) => ({
      label: shorten(printable(name), MAX_NAME_LENGTH),
      value: printable(because),
    })),
    cautions: listCautions(runs),
    environments,
    questions: alignQuestions(opened.map(({ letter, context }) => ({ letter, rows: answer(context, []).rows }))),
    metrics,
    notes: notes.list(),
    conditions: conditionsTable(runs),
    generator: runs[0] === undefined ? '' : formatGenerator(runs[0].document),
  };
}

/** Colours and names as if all had been in one run. */
function unitedEnvironments(runs: readonly RunInput[]): EnvironmentView[] {
  const all = runs.flatMap(({ document }) => document.environments);
  const united = [...new Map(all.toReversed().map((one) => [one.id, one])).values()].toReversed();
  return makeEnvironments(
    united,
    united.map(({ id }) => id),
  );
}

function showRun(run: RunInput, place: number): RunView {
  const letter = nameRun(place);
  return {
    letter,
    name: shorten(printable(run.name), MAX_NAME_LENGTH),
    started: formatTime(run.document.run.startedAt),
    host: formatHost(run.document),
    relation: describeRelation(run, letter),
  };
}

function formatHost({ host }: ResultsDocument): string {
  return `${shorten(printable(host.cpu.model), MAX_NAME_LENGTH)}, ${formatCount(host.cpu.threads, 'CPU')}, Linux ${shorten(printable(host.kernel.release), MAX_NAME_LENGTH)}`;
}

function formatHosts(runs: readonly RunInput[]): string {
  const hosts = new Set(runs.map(({ document }) => document.host.fingerprint)).size;
  return hosts === 1 ? 'one host' : `${hosts} hosts`;
}

function describePlace(runs: readonly RunInput[]): string {
  const models = [...new Set(runs.map(({ document: { host } }) => shorten(printable(host.cpu.model), MAX_NAME_LENGTH)))];
  const days = runs.map(({ document: { run } }) => printable(run.startedAt).slice(0, 10)).toSorted();
  const [first = '', last = ''] = [days[0], days.at(-1)];
  return `${joinWithAnd(models.slice(0, 3))}, ${first === last ? first : `${first} to ${last}`}`;
}

/** What would mislead whoever reads a row across. */
function listCautions(runs: readonly RunInput[]): string[] {
  const emulated = runs.flatMap(({ document }, place) =>
    document.environments.some(({ vm }) => vm?.accelerator === 'tcg') ? [nameRun(place)] : [],
  );
  if (emulated.length === 0) return [];
  const where =
    emulated.length === runs.length ? 'all runs' : `${emulated.length === 1 ? 'run' : 'runs'} ${joinWithAnd(emulated)}`;
  return [`The virtual machine of ${where} was emulated in software: its figures say nothing about a real one.`];
}
