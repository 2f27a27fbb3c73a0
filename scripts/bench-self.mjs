/** `npm run bench:self`: measures Twinbench itself against its peers and its goals. */
import { withPackages } from './testing.mjs';

await withPackages(
  ({ PACKAGES, PEER_PACKAGES }) => [...PACKAGES, ...PEER_PACKAGES],
  async () => {
    const { main } = await import('../dist/scripts/bench-self/main.js');
    return main(process.argv.slice(2));
  },
);
