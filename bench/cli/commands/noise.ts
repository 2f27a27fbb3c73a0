/** `twinbench noise`: how noisy this host is right now, and what each kind of noise means for a gate. */
import { EXIT, UsageError } from '../../contract/errors.js';
import { checkCache } from '../../driver/beforehand.js';
import { findHostFingerprint } from '../../driver/run-record.js';
import { findNoiseFloors } from '../../findings/noise-floors.js';
import { listenForInterruption } from '../../harness/interruption.js';
import { parseSeconds } from '../../harness/settings.js';
import { readGovernors } from '../../host/noise-probe.js';
import { isFitForGates, judgeNoise } from '../../noise/judge-noise.js';
import { measureNoise } from '../../noise/measure-noise.js';
import { defineCommand } from '../command.js';
import { JSON_OPTION } from '../options.js';
import { findWidth, USUAL_COLUMNS } from '../screen.js';
import { print, printJson, say } from '../stdout.js';

export const command = defineCommand({
  usage:
    '$0 noise [options]\n\nProbes this host: how steadily it computes, copies memory and writes to disk, what the hypervisor and other programs take, and what that means for a gate.',
  options: {
    for: { type: 'string', default: '10s', describe: 'how long to measure' },
    json: JSON_OPTION,
  },
  examples: [
    ['$0 noise', 'before trusting a runner'],
    ['$0 noise --for 1m --json', 'a longer measurement, for a script'],
  ],
  epilogue: 'Exit code: 0 when every figure is within its limit, 3 when one is not.',
  async run(args) {
    const seconds = parseSeconds(args.for);
    if (seconds > 3600) throw new UsageError('--for takes at most 1h');
    await checkCache();
    using interruption = listenForInterruption(say);
    say(`probing for about ${String(Math.round(seconds))} s`);
    const findings = judgeNoise(await measureNoise(seconds, interruption.signal));
    if (interruption.exitCode() !== undefined) return interruption.exitCode() ?? EXIT.interrupted;
    const known = await findNoiseFloors(await findHostFingerprint());
    const isFit = isFitForGates(findings);
    const governors = readGovernors();
    const { nameNoise, renderNoise } = await import('../../../reports/terminal/noise.js');
    if (args.json) printJson({ isFit, governors, rows: nameNoise(findings), floors: known.floors });
    else print(`${renderNoise({ findings, known, governors, width: findWidth(process.stdout, USUAL_COLUMNS) })}\n`);
    return isFit ? EXIT.ok : EXIT.undecided;
  },
});
