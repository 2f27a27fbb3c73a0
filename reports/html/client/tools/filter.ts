/** What is in sight: environments, workloads and verdicts that the reader leaves out disappear from tables, charts and cards. */
import { parseAbout } from '../../../view-model/about.js';
import { onState, readState, writeState } from '../fragment.js';
import { make, makeButton } from './element.js';

type Aspect = 'environment' | 'workload' | 'verdict';

interface Choice {
  /** As elements name it in `data-environment`, `data-workload`, `data-verdict`; rows of tables have all in `data-about`. */
  readonly value: string;
  readonly label: string;
  /** Of an environment: elements may name that instead; −1 for others. */
  readonly slot: number;
}

/** From the page, made with it. */
export type Filters = Readonly<Record<Aspect, readonly Choice[]>>;

const TITLES: Readonly<Record<Aspect, string>> = { environment: 'Environments', workload: 'Workloads', verdict: 'Verdicts' };
const ASPECTS: readonly Aspect[] = ['environment', 'workload', 'verdict'];

const FILTERED = 'main :is([data-environment], [data-slot], [data-workload], [data-verdict], [data-about])';

/** Null where there is nothing to choose. */
export function makeFilter(filters: Filters): HTMLElement | null {
  const boxes = ASPECTS.flatMap((aspect) => listPresent(aspect, filters[aspect]).map((choice) => makeBox(aspect, choice)));
  const groups = ASPECTS.filter((aspect) => boxes.filter((box) => box.aspect === aspect).length > 1).map((aspect) =>
    make('fieldset', {}, [
      make('legend', { text: TITLES[aspect] }),
      ...boxes.filter((box) => box.aspect === aspect).map(({ label }) => label),
    ]),
  );
  if (groups.length === 0) return null;
  const status = make('p', { className: 'filter-status', attributes: { role: 'status' } });
  const show = () => (status.textContent = hideUnwanted(boxes));
  const read = () => {
    const hidden = new Set(readState('hide').split(',').map(decode));
    for (const box of boxes) box.input.checked = !hidden.has(nameBox(box));
    show();
  };
  const write = () => {
    writeState(
      'hide',
      boxes
        .filter(({ input }) => !input.checked)
        .map(nameBox)
        .map(encode)
        .join(','),
    );
    show();
  };
  for (const { input } of boxes) input.addEventListener('change', write);
  const reset = makeButton('Show all', () => {
    for (const { input } of boxes) input.checked = true;
    write();
  });
  onState('hide', read);
  if (readState('hide') !== '') read();
  return make('div', { className: 'filter' }, [...groups, make('div', { className: 'filter-end' }, [reset, status])]);
}

/** Those that anything on the page is about. */
function listPresent(aspect: Aspect, choices: readonly Choice[]): readonly Choice[] {
  const elements = [...document.querySelectorAll<HTMLElement | SVGElement>(FILTERED)];
  const present = new Set(elements.map(({ dataset }) => readAbout(dataset)[aspect]));
  const slots = new Set(elements.map(({ dataset }) => dataset['slot']));
  return choices.filter(({ value, slot }) => present.has(value) || slots.has(`${slot}`));
}

interface Box {
  readonly aspect: Aspect;
  readonly choice: Choice;
  readonly input: HTMLInputElement;
  readonly label: HTMLLabelElement;
}

function makeBox(aspect: Aspect, choice: Choice): Box {
  const input = make('input', { attributes: { type: 'checkbox' } });
  input.checked = true;
  const marker = choice.slot < 0 ? [] : [make('span', { className: `marker slot-${choice.slot}` })];
  const label = make('label', {}, [input, ...marker, document.createTextNode(choice.label)]);
  return { aspect, choice, input, label };
}

function nameBox({ aspect, choice }: Box): string {
  return `${aspect}:${choice.value}`;
}

/** A comma parts them. */
function encode(text: string): string {
  return text.replace(/[%,]/g, encodeURIComponent);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @returns what is hidden, in words */
function hideUnwanted(boxes: readonly Box[]): string {
  hideSlots(boxes);
  const isUnwanted = makeJudge(boxes.filter(({ input }) => !input.checked).map(({ aspect, choice }) => ({ aspect, choice })));
  let count = 0;
  for (const element of document.querySelectorAll<HTMLElement | SVGElement>(FILTERED)) {
    const isHidden = isUnwanted(element.dataset);
    element.classList.toggle('filtered-out', isHidden);
    if (isHidden) count += 1;
  }
  return count === 0 ? '' : `${count.toLocaleString('en-US')} rows and marks hidden`;
}

/** Keys of charts, which name their environment by its slot alone: the style sheet hides them. */
function hideSlots(boxes: readonly Box[]): void {
  for (const { choice, input } of boxes)
    if (choice.slot >= 0) document.documentElement.classList.toggle(`without-slot-${choice.slot}`, !input.checked);
}

/** A comparison is about both of its environments; what names no aspect stays. */
function makeJudge(unwanted: readonly Pick<Box, 'aspect' | 'choice'>[]): (of: DOMStringMap) => boolean {
  const values = (aspect: Aspect) => new Set(unwanted.filter((one) => one.aspect === aspect).map(({ choice }) => choice.value));
  const [environments, workloads, verdicts] = ASPECTS.map(values);
  const slots = new Set(unwanted.map(({ choice }) => `${choice.slot}`));
  const has = (set: Set<string> | undefined, value: string | undefined) =>
    value !== undefined && value !== '' && set?.has(value) === true;
  return (data) => {
    const { environment, baseline, workload, verdict } = readAbout(data);
    return (
      has(environments, environment) ||
      has(environments, baseline) ||
      has(slots, data['slot']) ||
      has(workloads, workload) ||
      has(verdicts, verdict)
    );
  };
}

function readAbout({ about, environment, workload, verdict }: DOMStringMap): ReturnType<typeof parseAbout> {
  if (about !== undefined) return parseAbout(about);
  return { environment: environment ?? '', baseline: '', workload: workload ?? '', verdict: verdict ?? '' };
}
