/** The newest probe of this host, so that later runs can carry it. */
import { type Isolation, isolation } from '../contract/isolation.js';
import { HostFindingStore } from './finding-store.js';

export const isolationStore = new HostFindingStore<Isolation>('isolation', isolation);
