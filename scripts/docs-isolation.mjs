/** `npm run docs:isolation`: writes the table of docs/isolation.md; a container tool that is not installed is left out by name. */
import { withPackages } from './testing.mjs';

await withPackages(
  ({ PACKAGES, PEER_PACKAGES }) => [...PACKAGES, ...PEER_PACKAGES],
  async () => {
    const { main } = await import('../dist/scripts/isolation-table.js');
    await main();
    return 0;
  },
);
