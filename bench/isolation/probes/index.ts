/** Every family of facts, in the order in which they are shown. A new family is one line here. */
import type { IsolationFact } from '../../contract/isolation.js';
import type { Family } from './fact.js';
import { HOST_FACTS } from './host-facts.js';
import { READABLE, WRITABLE } from './interfaces.js';
import { KERNEL } from './kernel.js';
import { NESTING, OPERATIONS } from './operations.js';
import { SURROUNDINGS } from './surroundings.js';
import { SYSTEM_CALLS } from './system-calls.js';
import { USER } from './user.js';

export const FAMILIES: readonly Family[] = [
  KERNEL,
  USER,
  SURROUNDINGS,
  HOST_FACTS,
  WRITABLE,
  READABLE,
  OPERATIONS,
  NESTING,
  SYSTEM_CALLS,
];

/** As the document embeds them. */
export function factDefinitions(): IsolationFact[] {
  return FAMILIES.flatMap(({ title: family, facts }) =>
    facts.map(({ id, title, why, reference }) => ({ id, family, title, why, reference })),
  );
}
