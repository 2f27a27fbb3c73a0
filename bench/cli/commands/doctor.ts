/** `twinbench doctor`: what this host can do, what is missing, and the command that fixes it. */
import { hanging, wrapped } from '../../../reports/terminal/layout.js';
import { colored, plain } from '../../../reports/terminal/paint.js';
import { EXIT } from '../../contract/errors.js';
import { checkHost, listBlocked } from '../../driver/check-host.js';
import type { Check } from '../../host/check.js';
import { defineCommand } from '../command.js';
import { JSON_OPTION } from '../options.js';
import { findWidth, isColored, USUAL_COLUMNS } from '../screen.js';
import { print, printJson } from '../stdout.js';

export const command = defineCommand({
  usage: '$0 doctor [--json]\n\nTries what a run needs on this host and says what is missing. Installs nothing.',
  options: { json: JSON_OPTION },
  examples: [['$0 doctor', 'before the first run']],
  epilogue: 'Exit code: 0 when every environment can run (a VM perhaps emulated), 5 when something is missing.',
  async run({ json }) {
    const checks = await checkHost();
    if (json) printJson(checks);
    else print(renderChecks(checks));
    return checks.some(({ status }) => status === 'missing') ? EXIT.failed : EXIT.ok;
  },
});

const STATUS_COLOURS = { ok: 'green', degraded: 'yellow', missing: 'red' } as const;
const STATUS_WIDTH = 8;

function renderChecks(checks: readonly Check[]): string {
  const width = findWidth(process.stdout, USUAL_COLUMNS);
  return `${checks.map((check) => formatCheck(check, width)).join('\n')}\n\n${wrapped(summarize(checks), width)}\n`;
}

function formatCheck({ status, title, detail, mend }: Check, width: number): string {
  const paint = isColored(process.stdout) ? colored : plain;
  const found = hanging(paint(STATUS_COLOURS[status], status), `${title}: ${detail}`, width, STATUS_WIDTH);
  return mend === undefined ? found : `${found}\n${hanging('', `fix: ${mend}`, width, STATUS_WIDTH)}`;
}

function summarize(checks: readonly Check[]): string {
  const blocked = listBlocked(checks);
  if (blocked.length > 0)
    return `Cannot run yet: ${blocked.join(', ')}. On a Debian host the first run installs missing packages.`;
  return checks.some(({ status }) => status === 'missing')
    ? 'Ready to measure; optional tools are missing.'
    : 'Ready: npm run bench';
}
