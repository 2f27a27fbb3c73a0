/** Work that needs root towards its kernel. */
import type { Judgement, Rule } from './rule.js';
import { NO_TURNS } from './rule.js';

const ASKED = {
  none: '',
  needed: 'root towards its kernel',
  'risk-accepted': 'root towards its kernel, at the host’s risk',
} as const;

export const privilegedWork: Rule = {
  id: 'privileged-work',
  title: 'Privileged work',
  ask: ({ privilegedWork: asked = 'none' }) => ASKED[asked],
  judge: ({ option, wanted }): Judgement => {
    if (option.kind === 'vm') return { status: 'met', because: 'root inside is root of the guest’s kernel only', command: '' };
    if (option.isRootless)
      return {
        status: 'ruled-out',
        because: 'rootless, it is an ordinary user to the host’s kernel, which refuses such work',
        command: '',
      };
    if (wanted.privilegedWork === 'risk-accepted')
      return {
        status: 'met',
        because: 'possible with privileges of the host: you accept that it can take over the host',
        command: '',
      };
    return { status: 'ruled-out', because: 'the privileges would be those of the host’s kernel', command: '' };
  },
  listTurns: NO_TURNS,
};
