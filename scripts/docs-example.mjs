/** `npm run docs:example`: makes the kept example, its pictures and the README's summary anew. */
import { withPackages } from './testing.mjs';

await withPackages(
  ({ SCREENSHOT_PACKAGES }) => SCREENSHOT_PACKAGES,
  async () => {
    const { main } = await import('../dist/scripts/example/main.js');
    return main(process.argv.slice(2));
  },
);
