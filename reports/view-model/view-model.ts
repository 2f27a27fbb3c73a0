/** Results document → what a report shows. Pure: every rounding, unit, order and wording is decided here. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import { answer } from './answer/answer.js';
import { briefLines } from './brief.js';
import { formatAlert, listWarnings, makeCaveats } from './caveats.js';
import { createContext } from './context.js';
import { formatCountedTrials } from './counted-trials.js';
import { listFilters } from './filters.js';
import { listTerms } from './glossary.js';
import { headerFacts, summarySentence } from './header.js';
import { headlineNote, headlineRows } from './headline.js';
import { environmentTable, hostFacts } from './host.js';
import { comparisonTable, definitionTable, methodNotes } from './method.js';
import type { ViewModel } from './model.js';
import { reproduceCommand, reproduceFacts } from './reproduce.js';
import { makeSections } from './sections.js';
import { printable } from './text.js';
import { failedTrials } from './trials.js';
import { listAllRemarks } from './wording.js';

export function buildViewModel(document: ResultsDocument): ViewModel {
  const context = createContext(document);
  const sections = makeSections(context);
  const caveats = makeCaveats(context);
  return {
    answer: answer(context, [...sections.map(({ id }) => id), 'host']),
    filters: listFilters(context),
    title: 'Container or virtual machine?',
    summary: summarySentence(context),
    facts: headerFacts(context),
    environments: context.environments,
    caveats,
    alert: formatAlert(caveats),
    headline: headlineRows(context),
    headlineNote: headlineNote(context),
    remarks: listAllRemarks(document.comparisons),
    brief: briefLines(context),
    sections,
    failedTrials: failedTrials(context),
    method: { notes: methodNotes(context), definitions: definitionTable(context), comparisons: comparisonTable(context) },
    countedTrials: formatCountedTrials(document),
    glossary: listTerms(),
    reproduce: { command: reproduceCommand(document), facts: reproduceFacts(document) },
    host: hostFacts(context),
    environmentTable: environmentTable(context),
    warnings: listWarnings(document),
    generator: formatGenerator(document),
  };
}

export function formatGenerator({ generator: { name, version, revision, dirty } }: ResultsDocument): string {
  const source = revision === '' ? '' : ` (${printable(revision).slice(0, 12)}${dirty ? ', with uncommitted changes' : ''})`;
  return `${printable(name)} ${printable(version)}${source}`;
}
