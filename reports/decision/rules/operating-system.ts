/** Another distribution, which an image brings, or another kernel, which no container has. */
import type { Judgement, Rule } from './rule.js';
import { NO_TURNS } from './rule.js';

const ASKED = {
  any: '',
  'other-distribution': 'another distribution',
  'other-kernel': 'another kernel, or modules of its own',
} as const;

export const operatingSystem: Rule = {
  id: 'operating-system',
  title: 'Operating system',
  ask: ({ operatingSystem: asked = 'any' }) => ASKED[asked],
  judge: ({ option, wanted }): Judgement => {
    if (option.kind === 'vm') return { status: 'met', because: 'it boots a kernel and a distribution of its own', command: '' };
    if (wanted.operatingSystem === 'other-distribution')
      return { status: 'met', because: 'the image brings its own distribution; only the kernel is the host’s', command: '' };
    return { status: 'ruled-out', because: 'it runs on the host’s kernel', command: '' };
  },
  listTurns: NO_TURNS,
};
