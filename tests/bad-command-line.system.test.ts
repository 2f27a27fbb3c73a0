/** Words, files and variables that no command can use: one clear message, the documented exit code, no stack trace, nothing written. */
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type EndedHere, twinbenchHere } from './in-process.js';
import { scratchFolder } from './scratch.js';
import { startTwinbench } from './twinbench.js';

const USAGE = 2;
const HOST = 5;
const EXEC = 125;
/** Of a message, suggestions and all; more buries what it says. */
const MAX_LINES = 25;
const MAX_CHARACTERS = 2_500;

/** What still goes on then was taken for good, and is ended. */
const ACCEPTED_AFTER_MS = 60_000;

const base = scratchFolder('twinbench-bad-words-');

/** Below `files/`: name → content. */
const FILES: Readonly<Record<string, string | Buffer>> = {
  'empty-value.yaml': 'profile:\n',
  'unknown-key.yaml': 'workload: json\n',
  'unknown-name.yaml': 'environments: [contianer]\n',
  'list.yaml': '- quick\n',
  'text.yaml': 'quick\n',
  'tabs.yaml': 'profile:\n\t- quick\n',
  'twice.yaml': 'seed: 1\nseed: 2\n',
  'nan.yaml': 'seed: .nan\n',
  'infinite.yaml': 'seed: .inf\n',
  'mapping-for-names.yaml': 'environments: { bare: yes }\n',
  'list-for-number.yaml': 'cpus: [1, 2]\n',
  'prototype.yaml': '__proto__: { profile: quick }\nconstructor: 1\n',
  'bomb.yaml': `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij']
    .map(
      (name, index) =>
        `${name}: &${name} [${Array(9)
          .fill(`*${'abcdefghij'[index] ?? 'a'}`)
          .join(',')}]`,
    )
    .join('\n')}\n`,
  'deep.yaml': `${'['.repeat(20_000)}${']'.repeat(20_000)}\n`,
  'deep.json': `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}\n`,
  'huge.yaml': Buffer.alloc(20_000_000, '# nothing\n'),
  'binary.yaml': Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 197 + 13) % 256)),
  'not-utf8.yaml': Buffer.from([0x70, 0x72, 0x6f, 0x66, 0x69, 0x6c, 0x65, 0x3a, 0x20, 0xff, 0xfe, 0xfd, 0x0a]),
  'nul.yaml': 'profile: "qui\\0ck"\n',
};

/** Folders with one file of a run: name → file, content. */
const FOLDERS: Readonly<Record<string, readonly [file: string, content: string | Buffer]>> = {
  'no-json': ['results.json', 'hello'],
  'empty-results': ['results.json', ''],
  'cut-results': ['results.json', '{"schemaVersion": 1, "run": {'],
  'list-results': ['results.json', '[]'],
  'null-results': ['results.json', 'null'],
  'newer-results': ['results.json', '{"schemaVersion": 99}'],
  'half-version': ['results.json', '{"schemaVersion": 1.5}'],
  'no-version': ['results.json', '{"run": 1}'],
  'deep-results': ['results.json', `{"schemaVersion":1,"run":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  'binary-results': ['results.json', Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 89 + 7) % 256))],
  'records-for-results': ['results.json', '{"record":"run","schemaVersion":1}'],
  'results-for-records': ['trials.jsonl', '{"schemaVersion":1,"generator":{}}\n'],
  'empty-records': ['trials.jsonl', ''],
  'blank-records': ['trials.jsonl', '\n\n\n'],
  'cut-record': ['trials.jsonl', '{"record":"run","schemaVersion":1'],
  'no-record': ['trials.jsonl', 'hello\n'],
  'trial-first': ['trials.jsonl', '{"record":"trial","id":"t0"}\n'],
  'newer-records': ['trials.jsonl', '{"record":"run","schemaVersion":99}\n'],
  'bare-record': ['trials.jsonl', '{"record":"run","schemaVersion":1}\n'],
  'binary-records': ['trials.jsonl', Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 31 + 3) % 256))],
};

type Row = readonly [
  what: string,
  args: readonly string[],
  code: number,
  message: string | RegExp,
  env?: Readonly<Record<string, string>>,
];

const file = (name: string): string => path.join(base, 'files', name);
const RUN = ['run', '--environments', 'bare', '--workloads', 'json'];

const WORDS: readonly Row[] = [
  ['no command', [], USAGE, 'Name a command'],
  ['an unknown command', ['rnu'], USAGE, 'Did you mean "run"?'],
  ['an unknown command far from any', ['xyzzyxyzzy'], USAGE, 'Known: '],
  ['an unknown option', ['run', '--profil', 'quick'], USAGE, 'Did you mean "profile"?'],
  ['an option of another command', ['doctor', '--seed', '1'], USAGE, '--seed'],
  ['an unknown environment', ['run', '--environments', 'contianer'], USAGE, 'Did you mean "container"?'],
  ['one unknown environment of two', ['run', '--environments', 'bare,xyzzyxyzzy'], USAGE, 'Known: '],
  ['an unknown workload', ['run', '--workloads', 'cpu-hsh'], USAGE, 'Did you mean "cpu-hash"?'],
  ['an unknown profile', ['run', '--profile', 'quik'], USAGE, 'Did you mean "quick"?'],
  ['an unknown scenario', ['run', '--scenarios', 'densty'], USAGE, 'Did you mean "density"?'],
  ['an unknown accelerator', ['run', '--accel', 'kvn'], USAGE, 'Did you mean "kvm"?'],
  ['no environment', ['run', '--environments', ''], USAGE, 'at least one environment'],
  ['only commas for workloads', ['run', '--workloads', ',,'], USAGE, 'at least one workload'],
  ['a seed that is no number', [...RUN, '--seed', 'NaN'], USAGE, 'seed'],
  ['a seed less than none', [...RUN, '--seed=-1'], USAGE, 'seed'],
  ['a seed with a fraction', [...RUN, '--seed', '1.5'], USAGE, 'seed'],
  ['a seed beyond all seeds', [...RUN, '--seed', '99999999999999999999'], USAGE, 'seed'],
  ['an empty seed', [...RUN, '--seed', ''], USAGE, 'seed'],
  ['no processor', [...RUN, '--cpus', '0'], USAGE, 'cpus'],
  ['too many processors', [...RUN, '--cpus', '1000000'], USAGE, 'cpus'],
  ['infinitely many processors', [...RUN, '--cpus', 'Infinity'], USAGE, 'cpus'],
  ['memory less than none', [...RUN, '--memory=-5M'], USAGE, 'amount of memory'],
  ['no memory', [...RUN, '--memory', '0'], USAGE, 'amount of memory'],
  ['memory in no unit', [...RUN, '--memory', '5Q'], USAGE, 'amount of memory'],
  ['memory beyond all numbers', [...RUN, '--memory', `${'9'.repeat(400)}G`], USAGE, 'amount of memory'],
  ['an empty amount of memory', [...RUN, '--memory', ''], USAGE, 'amount of memory'],
  ['a peak of nothing', [...RUN, '--peak', 'much'], USAGE, 'amount of memory'],
  ['a single instance for density', [...RUN, '--density', '1'], USAGE, 'number of instances'],
  ['a million instances', [...RUN, '--density', '1000000'], USAGE, 'number of instances'],
  ['half an instance', [...RUN, '--density', '2.5'], USAGE, 'number of instances'],
  ['a precision of all', [...RUN, '--until-precision', '100%'], USAGE, 'no precision'],
  ['a precision of words', [...RUN, '--until-precision', 'fine'], USAGE, 'no precision'],
  ['a budget of no time', [...RUN, '--budget', '0'], USAGE, 'no time'],
  ['a budget in no unit', [...RUN, '--budget', '5 years'], USAGE, 'no time'],
  ['the last of two values, which is wrong', [...RUN, '--seed', '1', '--seed', 'x'], USAGE, 'seed'],
  ['a kernel without its modules', ['run', '--environments', 'vm', '--kernel', '/vmlinuz'], USAGE, '--modules'],
  ['an empty results folder', [...RUN, '--output', ''], USAGE, 'output'],
  ['nothing to resume', ['run', '--resume'], USAGE, 'latest'],
  ['exec without an environment', ['exec', '--', 'true'], USAGE, 'environment'],
  ['exec without a command', ['exec', '--environment', 'container'], USAGE, 'after --'],
  ['exec in an unknown environment', ['exec', '--environment', 'vn', '--', 'true'], USAGE, 'Did you mean "vm"?'],
  ['exec with a variable that is none', ['exec', '--environment', 'container', '--env', '=x', '--', 'true'], USAGE, 'NAME=VALUE'],
  ['exec with less than no process', ['exec', '--environment', 'container', '--pids=-1', '--', 'true'], USAGE, '--pids'],
  ['exec with half a processor', ['exec', '--environment', 'vm', '--cpus', '0.5', '--', 'true'], USAGE, 'cpus'],
  ['exec in a guest of hardly any memory', ['exec', '--environment', 'vm', '--memory', '1M', '--', 'true'], EXEC, 'memory'],
  ['calibrate without repetitions', ['calibrate', '--repetitions', '0'], USAGE, '--repetitions'],
  ['calibrate with words for repetitions', ['calibrate', '--repetitions', 'many'], USAGE, '--repetitions'],
  ['an unknown report format', ['report', '.', '--format', 'pfd'], USAGE, /no results|results\.json|format/],
];

const CONFIGURATIONS: readonly (readonly [file: string, message: string | RegExp])[] = [
  ['missing.yaml', 'ENOENT'],
  ['folder.yaml', 'EISDIR'],
  ['loop.yaml', 'ELOOP'],
  ['empty-value.yaml', 'profile'],
  ['unknown-key.yaml', 'Did you mean "workloads"?'],
  ['unknown-name.yaml', 'Did you mean "container"?'],
  ['list.yaml', 'mapping'],
  ['text.yaml', 'mapping'],
  ['tabs.yaml', 'tabs.yaml'],
  ['twice.yaml', 'twice.yaml'],
  ['nan.yaml', 'seed'],
  ['infinite.yaml', 'seed'],
  ['mapping-for-names.yaml', 'environments'],
  ['list-for-number.yaml', 'cpus'],
  ['prototype.yaml', 'there is no setting'],
  ['bomb.yaml', 'bomb.yaml'],
  ['huge.yaml', 'huge.yaml'],
  ['binary.yaml', 'binary.yaml'],
  ['not-utf8.yaml', 'not-utf8.yaml'],
  ['nul.yaml', 'there is no profile'],
];

const VARIABLES: readonly Row[] = [
  ['a delay of words', RUN, USAGE, 'TWINBENCH_TEST_DELAYS', { TWINBENCH_TEST_DELAYS: 'isolate=soon' }],
  ['a delay at no such point', RUN, USAGE, 'TWINBENCH_TEST_DELAYS', { TWINBENCH_TEST_DELAYS: 'reboot=5' }],
  ['a delay less than none', RUN, USAGE, 'TWINBENCH_TEST_DELAYS', { TWINBENCH_TEST_DELAYS: 'init=-5' }],
  ['a gap of words', RUN, USAGE, 'TWINBENCH_TEST_VOIDING_GAP_MS', { TWINBENCH_TEST_VOIDING_GAP_MS: 'long' }],
  ['a wait that there is not', RUN, USAGE, 'TWINBENCH_TEST_WAITS', { TWINBENCH_TEST_WAITS: 'patience=5' }],
  ['a wait with a fraction', RUN, USAGE, 'TWINBENCH_TEST_WAITS', { TWINBENCH_TEST_WAITS: 'churn-box=0.5' }],
  ['a cache that is a file', RUN, HOST, 'TWINBENCH_CACHE', { TWINBENCH_CACHE: '/etc/hostname' }],
  ['a cache below a device', RUN, HOST, 'TWINBENCH_CACHE', { TWINBENCH_CACHE: '/dev/null/cache' }],
  ['a results folder that no kernel makes', [...RUN, '--output', '/proc/results'], HOST, '/proc/results'],
  ['a results folder below a file', [...RUN, '--output', '/etc/hostname/results'], HOST, '--output'],
];

beforeAll(() => {
  mkdirSync(path.join(base, 'files', 'folder.yaml'), { recursive: true });
  symlinkSync('loop.yaml', file('loop.yaml'));
  for (const [name, content] of Object.entries(FILES)) writeFileSync(file(name), content);
  for (const [name, [inner, content]] of Object.entries(FOLDERS)) {
    mkdirSync(path.join(base, name));
    writeFileSync(path.join(base, name, inner), content);
  }
});

type Surroundings = { readonly cwd: string; readonly env: Readonly<Record<string, string>> };
type Start = (
  args: readonly string[],
  surroundings: Surroundings,
) => Promise<{ [key in keyof EndedHere]: EndedHere[key] | null }>;

/** As a user does. */
async function inShell(args: readonly string[], surroundings: Surroundings): ReturnType<Start> {
  const running = startTwinbench(args, surroundings);
  const timer = setTimeout(() => running.child.kill(), ACCEPTED_AFTER_MS);
  const { code, stdout, stderr } = await running.ended;
  clearTimeout(timer);
  return { code, stdout: stdout.toString(), stderr };
}

/** In a folder of its own, in which nothing may appear. */
async function expectRefused(
  args: readonly string[],
  code: number,
  message: string | RegExp,
  env: Readonly<Record<string, string>> = {},
  start: Start = twinbenchHere,
): Promise<void> {
  const cwd = mkdtempSync(path.join(base, 'cwd-'));
  const ended = await start(args, { cwd, env });
  const stderr = ended.stderr ?? '';
  if (typeof message === 'string') expect(stderr).toContain(message);
  else expect(stderr).toMatch(message);
  expect(ended).toEqual({ code, stdout: '', stderr });
  expect(stderr).not.toMatch(/^\s+at .+:\d+:\d+\)?$|unexpected failure/m);
  expect(stderr.split('\n').length).toBeLessThan(MAX_LINES);
  expect(stderr.length).toBeLessThan(MAX_CHARACTERS);
  expect(readdirSync(cwd)).toEqual([]);
}

function named(rows: readonly Row[]) {
  return rows.map(([what, args, code, message, env]) => ({ what, args, code, message, env }));
}

describe('words', () => {
  it.each(named(WORDS))('$what', async ({ args, code, message }) => expectRefused(args, code, message));
});

describe('configuration', () => {
  it.each(CONFIGURATIONS)('%s', async (name, message) => expectRefused(['run', '--config', file(name)], USAGE, message));
});

describe('results', () => {
  const read = Object.entries(FOLDERS).map(
    ([name, [inner]]) => [name, inner === 'results.json' ? 'report' : 'analyze', inner] as const,
  );
  it.each(read)('%s', async (name, command, inner) => {
    const before = readdirSync(path.join(base, name));
    await expectRefused([command, path.join(base, name)], USAGE, inner);
    expect(readdirSync(path.join(base, name))).toEqual(before);
  });

  it.each(['report', 'analyze'])('%s of a folder that is not there', async (command) =>
    expectRefused([command, path.join(base, 'missing')], USAGE, 'no results folder'),
  );

  it.each(['report', 'analyze'])('%s of a file', async (command) =>
    expectRefused([command, file('list.yaml')], USAGE, 'no results folder'),
  );

  it.each(['report', 'analyze'])('%s of a loop of links', async (command) =>
    expectRefused([command, file('loop.yaml')], USAGE, 'ELOOP'),
  );
});

describe('surroundings', () => {
  it.each(named(VARIABLES))('$what', async ({ args, code, message, env }) => expectRefused(args, code, message, env));
});

describe.concurrent('in a shell', () => {
  it('an unknown command', async () => expectRefused(['rnu'], USAGE, 'Did you mean "run"?', {}, inShell));

  // Such depth needs a whole stack of its own: inside a test runner there is less of it left.
  it.each(['deep.yaml', 'deep.json'])('a configuration as deep as no stack: %s', async (name) =>
    expectRefused(['run', '--config', file(name)], USAGE, name, {}, inShell),
  );

  it('a configuration that is none', async () =>
    expectRefused(['run', '--config', file('list.yaml')], USAGE, 'mapping', {}, inShell));

  it('results that are cut', async () =>
    expectRefused(['report', path.join(base, 'cut-results')], USAGE, 'results.json', {}, inShell));

  it('a cache that is a file', async () =>
    expectRefused(RUN, HOST, 'TWINBENCH_CACHE', { TWINBENCH_CACHE: '/etc/hostname' }, inShell));
});
