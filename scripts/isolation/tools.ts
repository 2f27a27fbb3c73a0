/** Other ways to run a container, each with its own defaults, running the probe. */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { findProgram } from '../../bench/host/programs.js';
import { MAX_OUTPUT_BYTES } from '../../bench/isolation/probes/answers.js';
import { CommandError, run, tryRun } from '../../runtimes/process.js';
import { removeRuncParents } from '../runc.js';

const DEADLINE_MS = 60_000;
const NAME = 'twinbench-isolation';
const IN_ROOT = '/probe';

export interface Tool {
  readonly id: string;
  /** How it is run, for the reader. */
  readonly defaults: string;
  /** Runs `probe facts` inside. @throws CommandError */
  readonly probe: (program: string, probe: string, folder: string) => Promise<string>;
}

export const TOOLS: readonly Tool[] = [
  {
    id: 'runc',
    defaults: 'as root, with the configuration that `runc spec` writes',
    probe: (runc, probe, folder) => withSpec(runc, [], probe, folder),
  },
  {
    id: 'crun',
    defaults: 'as root, with the configuration that `crun spec` writes, without control groups',
    probe: (crun, probe, folder) => withSpec(crun, ['--cgroup-manager=disabled'], probe, folder),
  },
  {
    id: 'bwrap',
    defaults: 'as root, `--unshare-all --ro-bind / / --dev /dev --proc /proc --tmpfs /tmp`',
    probe: async (bwrap, probe) => {
      const root = [
        '--ro-bind',
        '/',
        '/',
        '--dev',
        '/dev',
        '--proc',
        '/proc',
        '--tmpfs',
        '/tmp',
        '--ro-bind',
        probe,
        '/tmp/probe',
      ];
      return probeTool(bwrap, ['--unshare-all', ...root, '/tmp/probe', 'facts']);
    },
  },
];

export interface FoundTool extends Tool {
  readonly program: string;
  readonly version: string;
}

/** Those that are installed here. */
export async function findTools(): Promise<FoundTool[]> {
  const found = await Promise.all(
    TOOLS.map(async (tool) => {
      const program = findProgram(tool.id);
      if (program === undefined) return [];
      const { stdout } = await run(program, ['--version'], { deadlineMs: DEADLINE_MS });
      return [{ ...tool, program, version: stdout.split('\n')[0] ?? '' }];
    }),
  );
  return found.flat();
}

async function probeTool(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(program, args, { deadlineMs: DEADLINE_MS, maxOutputBytes: MAX_OUTPUT_BYTES });
  return stdout;
}

/** An OCI runtime, whose state lies in the same folder as the bundle. */
async function withSpec(program: string, options: readonly string[], probe: string, folder: string): Promise<string> {
  const bundle = path.join(folder, path.basename(program));
  const root = path.join(bundle, 'rootfs');
  mkdirSync(root, { recursive: true });
  copyFileSync(probe, path.join(root, IN_ROOT));
  chmodSync(path.join(root, IN_ROOT), 0o555);
  await run(program, ['spec'], { deadlineMs: DEADLINE_MS, cwd: bundle });
  adapt(path.join(bundle, 'config.json'));
  const state = ['--root', path.join(bundle, 'state')];
  try {
    return await probeTool(program, [...state, ...options, 'run', '--bundle', bundle, NAME]);
  } finally {
    await tryRun(program, [...state, 'delete', '--force', NAME], { deadlineMs: DEADLINE_MS });
    removeRuncParents();
  }
}

const specification = z.looseObject({ process: z.looseObject({}), linux: z.looseObject({}) });

/** The default, with our command, without a terminal, and with its control group below ours. */
function adapt(file: string): void {
  const config = specification.parse(JSON.parse(readFileSync(file, 'utf8')));
  const changed = {
    ...config,
    process: { ...config.process, terminal: false, args: [IN_ROOT, 'facts'] },
    linux: { ...config.linux, cgroupsPath: `/twinbench/${NAME}` },
  };
  writeFileSync(file, JSON.stringify(changed));
}

/** Why a tool could not run, in a line. */
export function formatFailure(error: unknown): string {
  const text = error instanceof CommandError ? error.stderr || error.message : String(error);
  return text.trim().split('\n').at(-1) ?? '';
}
