/** The newest probe of this host, so that later runs can carry it. */
import { type Isolation, isolation } from '../../contract/isolation.js';
import { Kept } from '../kept.js';

export const isolationStore = new Kept<Isolation>('isolation', isolation);
