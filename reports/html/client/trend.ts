/** The page of a trend: its charts, and the choice of what is in sight. */
import './main.js';

const CHOICES = ['environment', 'metric', 'workload'] as const;

function select(name: string): HTMLSelectElement | null {
  return document.querySelector<HTMLSelectElement>(`#filter-${name}`);
}

/** A figure of a metric that pools all workloads belongs to each of them. */
function isWanted(figure: HTMLElement): boolean {
  const fits = CHOICES.every((name) => {
    const wanted = select(name)?.value ?? '';
    const own = figure.dataset[name] ?? '';
    return wanted === '' || own === wanted || (name === 'workload' && own === '');
  });
  const alarmsOnly = document.querySelector<HTMLInputElement>('#filter-alarms')?.checked === true;
  return fits && (!alarmsOnly || figure.dataset['alarm'] === 'true');
}

function apply(): void {
  let shown = 0;
  for (const section of document.querySelectorAll<HTMLElement>('[data-section]')) {
    const figures = [...section.querySelectorAll<HTMLElement>('figure[data-metric]')];
    for (const figure of figures) figure.hidden = !isWanted(figure);
    const inSight = figures.filter((figure) => !figure.hidden).length;
    section.hidden = inSight === 0;
    shown += inSight;
  }
  const status = document.querySelector('#filter-status');
  if (status !== null) status.textContent = shown === 0 ? 'No figure fits this choice.' : `${shown} shown`;
}

/** A link to a figure that is folded or filtered out brings it into sight. */
function reveal(): void {
  const figure = document.getElementById(location.hash.slice(1));
  if (figure === null || figure.dataset['metric'] === undefined) return;
  if (!isWanted(figure)) {
    for (const name of CHOICES) for (const one of [select(name)]) if (one !== null) one.value = '';
    apply();
  }
  const folded = figure.closest('details');
  if (folded !== null) folded.open = true;
  figure.scrollIntoView();
}

for (const control of document.querySelectorAll('.filters select, .filters input')) control.addEventListener('change', apply);
addEventListener('hashchange', reveal);
apply();
reveal();
