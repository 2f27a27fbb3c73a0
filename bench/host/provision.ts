/** First use: installs the system packages that are missing, where that is allowed, and otherwise says exactly what to do. */

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ExpectedError } from '../../runtimes/errors.js';
import { CommandError, run } from '../../runtimes/process.js';
import type { InstanceKind } from '../../runtimes/runtime.js';
import { isRoot } from './check.js';
import { missingPackages, PACKAGES, type SystemPackage } from './packages.js';
import { findProgram } from './programs.js';

export interface ProvisionOptions {
  /** Kinds of environment that will run; packages of the others are not asked for. */
  readonly kinds: readonly InstanceKind[];
  readonly packages?: readonly SystemPackage[];
  /** Root of the cache, where a guest kernel may be already. */
  readonly cacheFolder: string;
  /** True when the user named an own guest kernel, so that none has to come from the distribution. */
  readonly ownKernel?: boolean;
  /** A person is at the terminal and can answer. */
  readonly interactive: boolean;
  /** Asks a yes-or-no question; called at most once. */
  readonly ask: (question: string) => Promise<boolean>;
  readonly announce: (line: string) => void;
}

/** The host lacks something, and it was not or could not be installed. The message names it and the exact command. */
export class MissingPrerequisitesError extends ExpectedError {
  readonly packages: readonly string[];
  /** Absent on a host without apt. */
  readonly command: string | undefined;

  constructor(message: string, packages: readonly string[], command?: string) {
    super(message);
    this.packages = packages;
    this.command = command;
  }
}

const APT_LISTS = '/var/lib/apt/lists';
const APT_OPTIONS = ['-o', 'DPkg::Lock::Timeout=120'];
const APT_DEADLINE_MS = 1_800_000;

/**
 * Returns at once (milliseconds) when nothing is missing. On a terminal it asks once and installs, with sudo where needed;
 * without one it installs as root.
 * @throws MissingPrerequisitesError
 */
export async function ensureProvisioned(options: ProvisionOptions): Promise<void> {
  const missing = missingPackages(options.kinds, options.packages ?? PACKAGES);
  const wantsLists = needsPackageLists(options);
  if (missing.length === 0 && !wantsLists) return;
  const isNeeded = wantsLists || missing.some(({ isOptional }) => isOptional !== true);
  if (!isNeeded) return installOptional(missing, options);
  if (findProgram('apt-get') === undefined) throw withoutApt(missing, wantsLists);
  const names = missing.map(({ name }) => name);
  const refusal = await whyNotInstall(missing, options);
  if (refusal !== undefined) throw new MissingPrerequisitesError(`${refusal}\n${manual(names)}`, names, manual(names));
  await install(names, wantsLists, options.announce);
}

/** Optional packages never keep a command from running: where they cannot be installed, it says so and goes on. */
async function installOptional(optional: readonly SystemPackage[], { interactive, announce }: ProvisionOptions): Promise<void> {
  if (interactive || !isRoot() || findProgram('apt-get') === undefined) return;
  const names = optional.map(({ name }) => name);
  try {
    await install(names, false, announce);
  } catch (error) {
    if (!(error instanceof MissingPrerequisitesError)) throw error;
    announce(`Going on without ${names.join(', ')}, which could not be installed (optional; ${manual(names)})`);
  }
}

/** The command that a person would type. */
export function manual(names: readonly string[]): string {
  const sudo = isRoot() ? '' : 'sudo ';
  const update = `${sudo}apt-get update`;
  return names.length === 0 ? update : `${update} && ${sudo}apt-get install --yes --no-install-recommends ${names.join(' ')}`;
}

/** The guest kernel is downloaded through apt, which can find nothing without its lists. */
function needsPackageLists({ kinds, ownKernel, cacheFolder }: ProvisionOptions): boolean {
  if (!kinds.includes('vm') || ownKernel === true || hasPackageLists()) return false;
  return !existsSync(path.join(cacheFolder, 'kernel'));
}

export function hasPackageLists(): boolean {
  try {
    return readdirSync(APT_LISTS).some((name) => name.includes('_Packages'));
  } catch {
    return false;
  }
}

function withoutApt(missing: readonly SystemPackage[], wantsLists: boolean): MissingPrerequisitesError {
  const list = missing.length === 0 ? '' : ` Install what these Debian packages hold:\n${missing.map(describe).join('\n')}`;
  const kernel = wantsLists
    ? '\nThe guest kernel cannot be fetched without it: name your own with --kernel FILE and --modules FOLDER.'
    : '';
  const names = missing.map(({ name }) => name);
  return new MissingPrerequisitesError(`This host has no apt.${list}${kernel}`, names);
}

function describe({ name, purpose }: SystemPackage): string {
  return `  ${name}: ${purpose}`;
}

/** Undefined when it may go ahead. */
async function whyNotInstall(
  missing: readonly SystemPackage[],
  { interactive, ask }: ProvisionOptions,
): Promise<string | undefined> {
  const what =
    missing.length === 0 ? 'The lists of apt are missing.' : `These packages are missing:\n${missing.map(describe).join('\n')}`;
  if (!isRoot() && (!interactive || findProgram('sudo') === undefined)) return `${what}\nInstalling them needs root. Run:`;
  if (!interactive) return undefined;
  return (await ask(`${what}\nInstall them now with apt-get?`))
    ? undefined
    : `${what}\nNothing was installed. To do it yourself, run:`;
}

async function install(names: readonly string[], wantsLists: boolean, announce: (line: string) => void): Promise<void> {
  const update = () => apt(['update', '--quiet'], names);
  const lacksLists = wantsLists || !hasPackageLists();
  if (lacksLists) announce('Updating the package lists');
  if (lacksLists) await update();
  if (names.length === 0) return;
  announce(`Installing ${names.join(', ')}`);
  const installAll = () => apt(['install', '--yes', '--quiet', '--no-install-recommends', ...names], names);
  if (lacksLists) return installAll();
  await installAll().catch(async () => {
    announce('Updating the package lists and trying again');
    await update();
    await installAll();
  });
}

async function apt(args: readonly string[], names: readonly string[]): Promise<void> {
  const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...APT_OPTIONS, ...args];
  const [program = 'env', ...rest] = isRoot() ? command : ['sudo', ...command];
  try {
    await run(program, rest, { deadlineMs: APT_DEADLINE_MS });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new MissingPrerequisitesError(
      `Installing failed: ${error.command}\n${error.stderr.trim()}\nBy hand: ${manual(names)}`,
      names,
      manual(names),
    );
  }
}
