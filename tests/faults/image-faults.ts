/** The image is not what its digest says. */
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  expectSaid,
  findExitCode,
  finish,
  finishWith,
  journalLines,
  outputFolder,
  ownCache,
  SHORT_RUN,
  start,
} from './command.js';
import { type Fault, type Seen, until } from './fault.js';
import { names, type Scope } from './leaks.js';

/** A cache with an image of its own, made by the product. */
async function cacheWithImage(scope: Scope): Promise<{ cache: string; file: string }> {
  const cache = ownCache(scope, ['bin']);
  await finishWith(0, scope, ['exec', '--environment', 'container', '--', 'true'], { env: { TWINBENCH_CACHE: cache } });
  const [image = ''] = names(path.join(cache, 'images'));
  return { cache, file: path.join(cache, 'images', image, 'rootfs', 'opt', 'twinbench', 'workload.mjs') };
}

/** Other content of the same length in the same file, with the old time: only the digest tells. */
function tamperUnseen(file: string): void {
  const { atime, mtime } = statSync(file);
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(/^(\/\*|\/\/|import)/, (found) => ' '.repeat(found.length)),
  );
  const text = readFileSync(file);
  text[text.length - 1] = 0x20;
  writeFileSync(file, text);
  utimesSync(file, atime, mtime);
}

async function tamperedBefore(scope: Scope): Promise<Seen> {
  const { cache, file } = await cacheWithImage(scope);
  const output = outputFolder(scope, 'image');
  tamperUnseen(file);
  const ended = await finish(scope, [...SHORT_RUN, '--output', output], { env: { TWINBENCH_CACHE: cache } });
  expectSaid(ended, 'was changed after it was made');
  return { outcome: existsSync(output) ? 'results' : 'no results', exitCode: findExitCode(ended), wentOn: '' };
}

async function replacedBefore(scope: Scope): Promise<Seen> {
  const { cache, file } = await cacheWithImage(scope);
  writeFileSync(file, 'process.exit(9)');
  const output = outputFolder(scope, 'image');
  const ended = await finish(scope, [...SHORT_RUN, '--output', output], { env: { TWINBENCH_CACHE: cache } });
  return {
    outcome: 'made anew',
    exitCode: findExitCode(ended),
    wentOn: existsSync(path.join(output, 'latest', 'report.html')) ? 'run' : '',
  };
}

async function tamperedMeanwhile(scope: Scope): Promise<Seen> {
  const { cache, file } = await cacheWithImage(scope);
  const output = outputFolder(scope, 'image');
  const live = start(scope, [...SHORT_RUN, '--output', output], { env: { TWINBENCH_CACHE: cache } });
  await until('a trial', () => journalLines(output).length >= 2);
  tamperUnseen(file);
  const ended = await live.ended;
  expectSaid(ended, 'was changed after it was made');
  const hasEnd = journalLines(output).some((line) => line.startsWith('{"record":"end"'));
  await finishWith(0, scope, ['analyze', path.join(output, 'latest')]);
  return { outcome: hasEnd ? 'ended in order' : 'never declared whole', exitCode: findExitCode(ended), wentOn: 'analyze' };
}

function imageFault(name: string, expected: Seen, inject: Fault['inject']): Fault {
  return { family: 'image', name, environment: 'host', expected, inject };
}

export const IMAGE_FAULTS: readonly Fault[] = [
  imageFault('image was tampered with unseen', { outcome: 'no results', exitCode: 5, wentOn: '' }, tamperedBefore),
  imageFault('image has another file', { outcome: 'made anew', exitCode: 0, wentOn: 'run' }, replacedBefore),
  imageFault(
    'image changes during the run',
    { outcome: 'never declared whole', exitCode: 5, wentOn: 'analyze' },
    tamperedMeanwhile,
  ),
];
