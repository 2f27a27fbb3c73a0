/** Untrusted code: a kernel that is shared is what it can attack. */
import { formatCount } from '../../view-model/text.js';
import type { OptionFacts } from '../facts-model.js';
import type { Judgement, Rule } from './rule.js';
import { NO_TURNS } from './rule.js';

export const untrustedCode: Rule = {
  id: 'untrusted-code',
  title: 'Untrusted code',
  ask: ({ untrustedCode: isUntrusted }) => (isUntrusted === true ? 'must be kept from the host and from its neighbours' : ''),
  judge: ({ option }): Judgement => {
    const { isolation, kind } = option;
    if (kind === 'vm')
      return { status: 'met', because: 'it has a kernel of its own; to attack are the hypervisor and its devices', command: '' };
    if (isolation?.hasOwnKernel === true)
      return {
        status: 'undecided',
        because:
          'it runs on a kernel of its own, as the probe found, but without a hypervisor’s boundary: judge this runtime yourself',
        command: '',
      };
    return {
      status: 'ruled-out',
      because: `it shares the host’s kernel, of which one bug is enough${seen(option)}`,
      command: '',
    };
  },
  listTurns: NO_TURNS,
};

function seen({ isolation }: OptionFacts): string {
  if (isolation === null || isolation.reachedSystemCalls === 0) return '';
  return `; ${formatCount(isolation.reachedSystemCalls, 'system call')} reach that kernel from inside, as probed`;
}
