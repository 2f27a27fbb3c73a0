/** `twinbench doctor`: what this host can do, what is missing, and the command that fixes it. */
import { colored, plain } from '../../../reports/terminal/paint.js';
import { EXIT } from '../../contract/errors.js';
import { checkHost, listBlocked } from '../../driver/check-host.js';
import type { Check } from '../../host/check.js';
import { defineCommand } from '../command.js';
import { JSON_OPTION } from '../options.js';
import { isColored } from '../screen.js';
import { print, printJson } from '../stdout.js';

export const command = defineCommand({
  usage: '$0 doctor [--json]\n\nTries what a run needs on this host and says what is missing. Installs nothing.',
  options: { json: JSON_OPTION },
  examples: [['$0 doctor', 'before the first run']],
  epilogue: 'Exit code: 0 when every environment can run (a VM perhaps emulated), 5 when something is missing.',
  async run({ json }) {
    const checks = await checkHost();
    if (json) printJson(checks);
    else print(`${checks.map(formatCheck).join('\n')}\n\n${summarize(checks)}\n`);
    return checks.some(({ status }) => status === 'missing') ? EXIT.failed : EXIT.ok;
  },
});

const STATUS_COLOURS = { ok: 'green', degraded: 'yellow', missing: 'red' } as const;
const STATUS_WIDTH = 8;

function formatCheck({ status, title, detail, mend }: Check): string {
  const paint = isColored(process.stdout) ? colored : plain;
  const fix = mend === undefined ? '' : `\n${' '.repeat(STATUS_WIDTH + 3)}fix: ${mend}`;
  return `${paint(STATUS_COLOURS[status], status.padEnd(STATUS_WIDTH))}   ${title}: ${detail}${fix}`;
}

function summarize(checks: readonly Check[]): string {
  const blocked = listBlocked(checks);
  if (blocked.length > 0)
    return `Cannot run yet: ${blocked.join(', ')}. On a Debian host the first run installs missing packages.`;
  return checks.some(({ status }) => status === 'missing')
    ? 'Ready to measure; optional tools are missing.'
    : 'Ready: npm run bench';
}
