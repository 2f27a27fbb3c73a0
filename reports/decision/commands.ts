/** Which command measures what a decision lacks. */
import type { OptionFacts } from './facts-model.js';

export type Quantity = 'start' | 'next-instance' | 'memory-returned' | 'idle-cpu';

/** On a host whose KVM works; `twinbench doctor` says why it does not work here. */
export const REAL_GUEST_COMMAND = 'npx twinbench run --accel kvm';

const SCENARIOS: Readonly<Record<Quantity, string>> = {
  start: 'single',
  'next-instance': 'density',
  'memory-returned': 'elasticity',
  'idle-cpu': 'idle',
};

/** `isMore`: it was measured, and not often enough to decide. */
export function commandFor(quantity: Quantity, { id, tookPart }: OptionFacts, isMore = false): string {
  const environments = tookPart && /^[a-z][a-z0-9-]*$/.test(id) && id !== 'vm' ? `bare,container,vm,${id}` : 'bare,container,vm';
  const ids = [...new Set(environments.split(','))].join(',');
  const profile = isMore ? ' --profile thorough' : '';
  return `npx twinbench run${profile} --scenarios ${SCENARIOS[quantity]} --environments ${ids}`;
}
