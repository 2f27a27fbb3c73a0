/** `npm run screenshots:record`: takes the kept pictures of the report anew. */
import { withPackages } from './testing.mjs';

await withPackages(
  ({ SCREENSHOT_PACKAGES }) => SCREENSHOT_PACKAGES,
  async () => {
    await import('../dist/tests/screenshots/record.js');
    return 0;
  },
);
