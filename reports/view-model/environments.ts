/** What each environment is called and which slot (colour, point shape) it has. */
import type { Environment } from '../../bench/contract/record.js';
import type { EnvironmentView } from './environment-view.js';
import { printable, shorten } from './text.js';

const KIND_ORDER = ['bare', 'container', 'vm'] as const;
/** As many colours as a reader can tell apart; further environments share those of the spare ones. */
const SLOTS = 8;
const NAMES = { bare: 'Bare process', container: 'Container', vm: 'Virtual machine' } as const;
const SHORT_NAMES = { bare: 'Bare', container: 'Container', vm: 'VM' } as const;

/** `mainIds`: those that bear the plain name of their kind when they are its only one. Slots 0, 1 and 2 belong to the first environment of each kind; further ones follow in the document's order. */
export function makeEnvironments(environments: readonly Environment[], mainIds: readonly string[]): EnvironmentView[] {
  const views = environments.map((environment) => view(environment, environments, mainIds));
  return views.sort((a, b) => kindRank(environments, a.id) - kindRank(environments, b.id) || a.slot - b.slot);
}

function view(environment: Environment, all: readonly Environment[], mainIds: readonly string[]): EnvironmentView {
  const rivals = all.filter(({ kind, id }) => kind === environment.kind && mainIds.includes(id));
  const isOnlyOne = rivals.length === 1 && rivals[0] === environment;
  const suffix = isOnlyOne ? '' : ` (${shorten(printable(environment.id), 24)})`;
  return {
    id: environment.id,
    slot: assignSlot(environment, all),
    name: NAMES[environment.kind] + suffix,
    shortName: isOnlyOne ? SHORT_NAMES[environment.kind] : shorten(printable(environment.id), 16),
    note: formatNote(environment),
  };
}

function assignSlot(environment: Environment, all: readonly Environment[]): number {
  const firsts = KIND_ORDER.map((kind) => all.find((one) => one.kind === kind));
  const own = firsts.indexOf(environment);
  if (own >= 0) return own;
  const spare = SLOTS - KIND_ORDER.length;
  return KIND_ORDER.length + (all.filter((one) => !firsts.includes(one)).indexOf(environment) % spare);
}

function kindRank(environments: readonly Environment[], id: string): number {
  return KIND_ORDER.indexOf(environments.find((one) => one.id === id)?.kind ?? 'vm');
}

function formatNote({ vm, container }: Environment): string {
  if (vm !== undefined) return vm.accelerator === 'tcg' ? 'software emulation' : 'KVM';
  return container?.rootless === true ? 'rootless' : '';
}
