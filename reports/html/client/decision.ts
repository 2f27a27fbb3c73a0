/** The decision aid: the reader's requirements in, a recommendation out, the state in the address. */
import type { DecisionFacts } from '../../decision/facts-model.js';
import { formatState, fromFieldValues, parseState, toFieldValues } from '../../decision/state.js';
import { viewRecommendation } from '../../decision/view.js';
import { onState, readState, writeState } from './fragment.js';
import { buildRecommendation } from './recommendation.js';

type Input = HTMLInputElement | HTMLSelectElement;
type Wanted = NonNullable<ReturnType<typeof parseState>>;

interface Page {
  readonly form: HTMLFormElement;
  readonly output: HTMLElement;
  readonly facts: DecisionFacts;
}

/** Typing is answered once it pauses, so that nothing is read out for each key. */
const PAUSE_MS = 250;

export function startDecision(): void {
  const page = findPage();
  if (page === undefined) return;
  const { form } = page;
  form.hidden = false;
  document.querySelector('#decision .cases')?.setAttribute('hidden', '');
  for (const button of presetButtons(page)) button.addEventListener('click', () => choosePreset(page, button));
  form.addEventListener('submit', (event) => event.preventDefault());
  listenToInputs(page);
  onState('decide', () => followAddress(page));
  if (readState('decide') === '') show(page, firstState(page));
  else {
    followAddress(page);
    setTimeout(bringInSight);
  }
}

/** Once every part of the page has made its place. A link that holds requirements is about their answer; a page that is loaded again stays where it was. */
function bringInSight(): void {
  const [navigation] = performance.getEntriesByType('navigation');
  const isLink = navigation instanceof PerformanceNavigationTiming && navigation.type === 'navigate';
  if (isLink && !/^#[^&=]+(&|$)/.test(location.hash))
    document.getElementById('decision')?.scrollIntoView({ behavior: 'instant' });
}

function findPage(): Page | undefined {
  const form = document.querySelector<HTMLFormElement>('#decision form');
  const output = document.getElementById('recommendation');
  const facts = document.getElementById('decision-facts')?.textContent;
  if (form === null || output === null || !facts) return undefined;
  return { form, output, facts: JSON.parse(facts) };
}

function presetButtons({ form }: Page): HTMLButtonElement[] {
  return [...form.querySelectorAll<HTMLButtonElement>('button[data-state]')];
}

function inputs({ form }: Page): Input[] {
  return [...form.querySelectorAll<Input>('input, select')];
}

/** What was asked on the command line, or the first of the usual cases. */
function firstState(page: Page): string {
  const own = presetButtons(page).filter(({ dataset }) => dataset['state'] !== 'nothing');
  const isAsked = page.output.childElementCount > 0;
  return (isAsked ? own.at(-1) : own[0])?.dataset['state'] ?? '';
}

function choosePreset(page: Page, { dataset }: HTMLButtonElement): void {
  show(page, dataset['state'] ?? '');
  writeState('decide', dataset['state'] ?? '');
}

function followAddress(page: Page): void {
  show(page, readState('decide') || firstState(page));
}

/** Fills the form and answers it. */
function show(page: Page, state: string): void {
  const wanted = parseState(state) ?? {};
  const values = new Map<string, string>(Object.entries(toFieldValues(wanted)));
  for (const input of inputs(page)) {
    input.value = values.get(input.name) ?? '';
    markWrong(input);
  }
  openFurther(page);
  answer(page, wanted);
}

/** What is asked is never folded away. */
function openFurther({ form }: Page): void {
  const further = form.querySelector('details');
  const isAsked = [...(further?.querySelectorAll('input') ?? [])].some(({ value }) => value !== '');
  if (further !== null && isAsked) further.open = true;
}

function listenToInputs(page: Page): void {
  let pause: ReturnType<typeof setTimeout> | undefined;
  page.form.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(() => readForm(page), PAUSE_MS);
  });
}

/** A number that cannot be is named at its input, and the last answer stays. */
function readForm(page: Page): void {
  for (const input of inputs(page)) markWrong(input);
  if (!page.form.checkValidity()) return;
  const values = new Map(inputs(page).map(({ name, value }) => [name, value]));
  const wanted = fromFieldValues((member) => values.get(member) ?? '');
  answer(page, wanted);
  writeState('decide', formatState(wanted));
}

function markWrong(input: Input): void {
  if (!(input instanceof HTMLInputElement)) return;
  const { validity, min, max, step } = input;
  input.setAttribute('aria-invalid', String(!validity.valid));
  const words = document.getElementById(`${input.id}-wrong`);
  if (words === null) return;
  words.textContent = validity.valid ? '' : `a ${step === '1' ? 'whole ' : ''}number from ${min} to ${max}`;
}

function answer(page: Page, wanted: Wanted): void {
  const state = formatState(wanted);
  for (const button of presetButtons(page)) button.setAttribute('aria-pressed', String(button.dataset['state'] === state));
  const view = viewRecommendation(page.facts, wanted);
  page.output.replaceChildren(buildRecommendation(view));
  const status = document.querySelector('#decision .decision-status');
  if (status !== null) status.textContent = view.title;
}
