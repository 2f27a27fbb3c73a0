/** The commands. Each is loaded only where its name stands on the command line, for loading all of them takes a second. */
import path from 'node:path';
import { hasCode } from '../../runtimes/errno.js';
import { projectRoot } from '../../runtimes/native.js';
import { HostError } from '../contract/errors.js';
import type { Command, CommandEntry } from './command.js';

const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'run',
    summary: 'measure bare, container and VM, analyse, and render the report',
    load: () => import('./commands/run.js'),
  },
  {
    name: 'doctor',
    summary: 'show what this host can do, what is missing, and how to fix it',
    load: () => import('./commands/doctor.js'),
  },
  { name: 'exec', summary: 'run any command inside one instance', load: () => import('./commands/exec.js') },
  {
    name: 'analyze [dir]',
    summary: 'rebuild results.json and the reports from the raw trial records',
    load: () => import('./commands/analyze.js'),
  },
  {
    name: 'report [dirs..]',
    summary: 'render reports from results.json; of several runs, one page',
    load: () => import('./commands/report.js'),
  },
  {
    name: 'compare [baseline-run] [candidate]',
    summary: 'compare two sides that were measured before',
    load: () => import('./commands/compare.js'),
  },
  {
    name: 'gate [baseline-run] [candidate]',
    summary: 'compare, apply a policy, and exit with a code for a pipeline',
    load: () => import('./commands/gate.js'),
  },
  {
    name: 'ab',
    summary: 'measure two configurations or two revisions interleaved, until the verdict is clear',
    load: () => import('./commands/ab.js'),
  },
  {
    name: 'plan [results]',
    summary: 'how many pairs and minutes it takes to detect an effect of a given size',
    load: () => import('./commands/plan.js'),
  },
  {
    name: 'noise',
    summary: 'how noisy this host is now, and what that means for a gate',
    load: () => import('./commands/noise.js'),
  },
  {
    name: 'selftest <what>',
    summary: 'prove on this host that no change passes and that an injected one is caught',
    load: () => import('./commands/selftest.js'),
  },
  {
    name: 'calibrate',
    summary: 'measure known quantities and report the error of each figure on this host',
    load: () => import('./commands/calibrate.js'),
  },
  {
    name: 'probe',
    summary: 'show what isolates an instance from this host: kernel, privileges, system calls, what shows through',
    load: () => import('./commands/probe.js'),
  },
  {
    name: 'baseline',
    summary: 'save, list and promote named baselines; accept a change',
    load: () => import('./commands/baseline/baseline.js'),
  },
  {
    name: 'history',
    summary: 'append runs to a history; find when a level changed; show the trend',
    load: () => import('./commands/history/history.js'),
  },
  { name: 'clean', summary: 'remove what a killed run left behind', load: () => import('./commands/clean.js') },
];

/** A command, and what it declares if it is named on the command line. */
export interface Listed {
  readonly entry: CommandEntry;
  readonly word: string;
  readonly command?: Command;
  /** Those of a group. */
  readonly own: readonly Listed[];
}

/** @throws HostError – the build is damaged */
export function listCommands(argv: readonly string[]): Promise<Listed[]> {
  const end = argv.indexOf('--');
  return list(COMMANDS, end < 0 ? argv : argv.slice(0, end));
}

function list(entries: readonly CommandEntry[], words: readonly string[]): Promise<Listed[]> {
  return Promise.all(
    entries.map(async (entry) => {
      const [word = ''] = entry.name.split(' ');
      if (!words.includes(word)) return { entry, word, own: [] };
      const command = await load(entry);
      return { entry, word, command, own: await list(command.commands, words) };
    }),
  );
}

/** @throws HostError – the build is damaged: another process writes it, or was cut short */
async function load(entry: CommandEntry): Promise<Command> {
  try {
    return (await entry.load()).command;
  } catch (error) {
    if (!(error instanceof Error) || !(error instanceof SyntaxError || hasCode(error, 'ERR_MODULE_NOT_FOUND'))) throw error;
    const dist = path.join(projectRoot, 'dist');
    throw new HostError(`the build in ${dist} is damaged: ${error.message}\nRemove that folder and try again; it is rebuilt.`);
  }
}
