/** The decision as a record (ADR) in the headings of MADR 4: what was asked, what was measured, what follows, and how to check it. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import type { Requirements } from '../../bench/contract/requirements.js';
import { collectFacts } from '../decision/facts.js';
import type { DecisionFacts } from '../decision/facts-model.js';
import { uncapitalized } from '../decision/figure-words.js';
import { type CheckView, type OptionView, type RecommendationView, viewRecommendation } from '../decision/view.js';
import { escapeMarkdown, fencedBlock } from '../markdown/escape.js';
import type { Reporter } from '../reporter.js';
import { formatAlone } from '../view-model/quantity.js';
import { reproduceCommand } from '../view-model/reproduce.js';
import { formatCount, joinWithAnd, printable, shorten } from '../view-model/text.js';
import { listEvidence } from './evidence.js';

export const adrReporter: Reporter = {
  render: (document, { baseName, requirements }) => [
    { path: `${baseName}-decision.md`, content: renderRecord(document, requirements) },
  ],
};

interface Subject {
  readonly document: ResultsDocument;
  readonly requirements: Requirements | undefined;
  readonly facts: DecisionFacts;
  readonly view: RecommendationView;
}

function renderRecord(document: ResultsDocument, requirements: Requirements | undefined): string {
  const facts = collectFacts(document);
  const subject = { document, requirements, facts, view: viewRecommendation(facts, requirements ?? {}) };
  const blocks = [
    frontMatter(subject),
    `# ${escapeMarkdown(titleOf(subject))}`,
    context(subject),
    drivers(subject),
    section('Considered Options', bullets(subject.view.options.map(({ name }) => name))),
    outcome(subject),
    consequences(subject),
    confirmation(subject),
    prosAndCons(subject),
    moreInformation(subject),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function frontMatter({ document: { run } }: Subject): string {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(run.startedAt)?.[0];
  return ['---', 'status: proposed', ...(day === undefined ? [] : [`date: ${day}`]), '---'].join('\n');
}

function titleOf({ requirements, view }: Subject): string {
  return requirements?.title === undefined ? view.title : `${requirements.title}: ${uncapitalized(view.title)}`;
}

function section(title: string, body: string, level = 2): string {
  return body === '' ? '' : `${'#'.repeat(level)} ${title}\n\n${body}`;
}

function bullets(texts: readonly string[]): string {
  return texts.map((text) => `* ${escapeMarkdown(text)}`).join('\n');
}

function context({ document: { host, run, workloads }, requirements, facts }: Subject): string {
  const what = requirements?.title === undefined ? 'Is a service' : `Subject: ${requirements.title}. Is it`;
  const where = `${shorten(printable(host.cpu.model), 80)}, ${formatCount(host.cpu.threads, 'CPU')}, ${formatAlone('byte', host.memoryBytes)}, ${printable(host.os.name)} ${printable(host.os.version)}, kernel ${printable(host.kernel.release)}`;
  const text = `${what} to run in a container or in a virtual machine? ${tookPart(facts)} measured from one image, with ${formatCount(workloads.length, 'workload')} and a plain process beside, on ${where} (run ${shorten(printable(run.id), 60)}).`;
  return section('Context and Problem Statement', escapeMarkdown(text));
}

function tookPart({ options }: DecisionFacts): string {
  const names = options
    .filter((option) => option.tookPart)
    .map(({ name, isEmulated }) => `${name}${isEmulated ? ' (emulated, not judged)' : ''}`);
  return names.length === 0 ? 'Neither was' : `${joinWithAnd(names)} ${names.length === 1 ? 'was' : 'were'}`;
}

/** The requirements; without any, those that would decide. */
function drivers({ view, requirements }: Subject): string {
  const asked = new Map(
    view.options.flatMap(({ checks }) => checks.map((check) => [check.title, `${check.title}: ${check.asked}`] as const)),
  );
  asked.delete(BASICS);
  if (requirements !== undefined && asked.size > 0) return section('Decision Drivers', bullets([...asked.values()]));
  const none = 'No requirements were given (`--requirements FILE`); by the figures alone, these would decide:';
  return section('Decision Drivers', [none, bullets(view.flips)].join('\n\n'));
}

/** A check that no requirement asks for. */
const BASICS = 'Start and memory';

function outcome({ view }: Subject): string {
  const chosen = view.options.find(({ isChosen }) => isChosen);
  const isChoice = view.kind === 'recommended' || view.kind === 'sufficient';
  const first = chosen === undefined || !isChoice ? `No option is chosen. ${view.title}.` : `Chosen option: “${chosen.name}”.`;
  const open = view.kind === 'sufficient' ? ` ${view.title}.` : '';
  const reasons = view.reasons.length > 0 ? view.reasons : chosen === undefined ? [] : ['It meets every requirement'];
  const missing = view.missing.map(({ what, command }) => `* ${escapeMarkdown(`To measure: ${what}`)}: \`${command}\``);
  return section(
    'Decision Outcome',
    [escapeMarkdown(`${first}${open}`), bullets(reasons), missing.join('\n')].filter((part) => part !== '').join('\n\n'),
  );
}

function consequences({ view }: Subject): string {
  const chosen = view.options.find(({ isChosen }) => isChosen);
  if (chosen === undefined || view.kind === 'either') return '';
  const cost = chosen.cost === '' ? '' : `; one costs ${chosen.cost}`;
  return section(
    'Consequences',
    [forAndAgainst(chosen), bullets([`Instances on this host: ${chosen.instances}${cost}`])].join('\n'),
    3,
  );
}

function forAndAgainst({ consequences: all }: OptionView): string {
  return bullets(all.map(({ isGood, text }) => `${isGood ? 'Good' : 'Bad'}, because: ${uncapitalized(text)}`));
}

function confirmation({ view, document, requirements }: Subject): string {
  const again = 'Decide again when the host, its kernel or the image changes';
  const flips = view.flips.length === 0 ? `${again}.` : `${again}, or when one of these holds:\n\n${bullets(view.flips)}`;
  const commands = fencedBlock(listCommands(document, requirements).join('\n'));
  return section(
    'Confirmation',
    [flips, 'The same measurement and decision again:', commands].filter((part) => part !== '').join('\n\n'),
    3,
  );
}

function listCommands(document: ResultsDocument, requirements: Requirements | undefined): string[] {
  const measure = reproduceCommand(document);
  const asked = requirements === undefined ? '' : ' --requirements FILE';
  return [...(measure === '' ? [] : [measure]), `npx twinbench report results/latest${asked} --format adr`];
}

function prosAndCons({ view }: Subject): string {
  const options = view.options.map((option) => {
    const checks = option.checks.map(
      (check) =>
        `${checkWord(check)}, because ${uncapitalized(check.title)} (${check.asked})${check.because === '' ? '' : `: ${check.because}`}`,
    );
    const remarks = option.isChosen ? '' : forAndAgainst(option);
    return section(
      escapeMarkdown(`${option.name}: ${option.word}`),
      [bullets(checks), remarks].filter((part) => part !== '').join('\n'),
      3,
    );
  });
  return section('Pros and Cons of the Options', options.join('\n\n'));
}

const CHECK_WORDS: Readonly<Record<CheckView['status'], string>> = {
  met: 'Good',
  'ruled-out': 'Bad',
  undecided: 'Neutral, not decided',
  unmeasured: 'Neutral, not measured',
  emulated: 'Neutral, emulated',
};

function checkWord({ status }: CheckView): string {
  return CHECK_WORDS[status];
}

function moreInformation({ facts, view, document: { generator } }: Subject): string {
  const rows = listEvidence(facts.options);
  const head = ['Measured', ...facts.options.map(({ name }) => name)];
  const lines = [head, head.map(() => '---'), ...rows.map(({ title, cells }) => [title, ...cells])];
  const tableText = lines
    .map((cells, index) => `| ${cells.map((one) => (index === 1 ? one : escapeMarkdown(one))).join(' | ')} |`)
    .join('\n');
  const note = 'In square brackets: confidence intervals of 95 % or the level that n allows. Assumed:';
  const source = `Made by ${printable(generator.name)} ${printable(generator.version)} from results.json, which holds every trial.`;
  const evidence = rows.length === 0 ? '' : tableText;
  return section(
    'More Information',
    [evidence, note, bullets(view.assumptions), escapeMarkdown(source)].filter((part) => part !== '').join('\n\n'),
  );
}
