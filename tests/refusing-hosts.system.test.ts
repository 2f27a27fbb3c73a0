/** Hosts that let nothing run from the cache, or mask parts of /proc as Docker does: doctor tries it, and every command names the cause. */
import { chownSync, cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cacheRoot } from '../runtimes/cache.js';
import { AS_ORDINARY_USER, hasOrdinaryUser, isRoot, ORDINARY_UID, orSkipped } from '../runtimes/fixtures/ordinary-user.js';
import { projectRoot } from '../runtimes/native.js';
import { CommandError, tryRun } from '../runtimes/process.js';
import { scratchFolder } from './scratch.js';

const DEADLINE_MS = 100_000;
const PROGRAM = path.join(projectRoot, 'scripts', 'twinbench.mjs');
const cache = scratchFolder('twinbench-host-');

/** In a mount namespace of its own, after `setup` as root. */
async function twinbenchAfter(setup: string, args: readonly string[], user: readonly string[] = []) {
  const command = [...user, process.execPath, PROGRAM, ...args];
  const script = `${setup}\nexec "$@"`;
  const env = { TWINBENCH_CACHE: cache, HOME: cache, CACHE: cache };
  const options = { deadlineMs: DEADLINE_MS, env, cwd: '/' };
  const ended = await tryRun('unshare', ['--mount', 'sh', '-ec', script, 'sh', ...command], options);
  if (ended instanceof CommandError) return { code: ended.exitCode, text: ended.message, stderr: ended.stderr };
  return { code: 0, text: ended.stdout, stderr: ended.stderr };
}

async function checksAfter(setup: string, user: readonly string[] = []): Promise<Record<string, string>> {
  const doctor = `"$@" > "$CACHE/doctor.json" || true; cat "$CACHE/doctor.json"; exit 0`;
  const { text } = await twinbenchAfter(`${setup}\n${doctor}`, ['doctor', '--json'], user);
  const checks = JSON.parse(text) as { id: string; status: string; detail: string }[];
  return Object.fromEntries(checks.map(({ id, status, detail }) => [id, `${status}: ${detail}`]));
}

describe.skipIf(!isRoot)(
  `a cache on a filesystem that is mounted noexec${isRoot ? '' : ' (skipped: mounting needs root)'}`,
  () => {
    const NOEXEC = 'mount -t tmpfs -o noexec tmpfs "$CACHE"';

    it('is what doctor finds missing', async () => {
      const { execution } = await checksAfter(NOEXEC);
      expect(execution).toBe(`missing: programs may not be run in ${cache}/bin: its filesystem is mounted noexec`);
    });

    it.each([
      ['exec', 125, ['exec', '--environment', 'container', '--', 'true']],
      ['run', 5, ['run', '--environments', 'bare']],
      ['ab', 5, ['ab', '--a', 'memory=256M', '--b', 'memory=512M']],
    ])('ends %s with %i before anything is prepared', async (_, code, args) => {
      const ended = await twinbenchAfter(NOEXEC, [...args.slice(0, 1), ...outputOf(args), ...args.slice(1)]);
      expect(ended).toMatchObject({ code, stderr: expect.stringMatching(/^twinbench: .*noexec.*TWINBENCH_CACHE\.\n$/) });
    });

    function outputOf(args: readonly string[]): string[] {
      return args[0] === 'exec' ? [] : ['--output', path.join(cache, 'results')];
    }
  },
);

describe.skipIf(!hasOrdinaryUser)(`a /proc of which parts are masked${orSkipped}`, () => {
  const MASKED = 'mount --bind /dev/null /proc/timer_list';

  beforeAll(() => {
    const programs = path.join(cacheRoot(), 'bin');
    if (existsSync(programs)) cpSync(programs, path.join(cache, 'bin'), { recursive: true, preserveTimestamps: true });
    else mkdirSync(path.join(cache, 'bin'));
    for (const name of ['', ...readdirSync(cache, { recursive: true })])
      chownSync(path.join(cache, String(name)), ORDINARY_UID, ORDINARY_UID);
  });

  it('is what doctor finds missing for an ordinary user, and nothing else is', async () => {
    const masked = await checksAfter(MASKED, AS_ORDINARY_USER);
    expect(masked['user-namespaces']).toMatch(
      /^missing: a container may not mount its \/proc, because parts of this host's are masked/,
    );
    expect((await checksAfter('true', AS_ORDINARY_USER))['user-namespaces']).toMatch(/^ok/);
  });

  it('is what exec names, and no setting that is fine', async () => {
    const { code, stderr } = await twinbenchAfter(MASKED, ['exec', '--environment', 'container', '--', 'true'], AS_ORDINARY_USER);
    expect(code).toBe(125);
    expect(stderr).toContain("parts of this host's /proc are masked");
    expect(stderr).not.toContain('kernel.unprivileged_userns_clone');
  });
});
