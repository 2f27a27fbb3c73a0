/**
 * The folders that environment variables name, by one rule: an empty variable is not set; a relative path is taken from the working folder,
 * but for XDG_CACHE_HOME, where its specification says to ignore it; a folder that cannot be used is an error that names the variable.
 */

import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { hasCode } from './errno.js';
import { ExpectedError } from './errors.js';

/** A folder that the environment names, or that must be named there, cannot be used. The message names the variable and what to do. */
export class EnvironmentVariableError extends ExpectedError {}

/** The value of a variable; undefined where it is empty or not set. */
export function variable(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

export interface NamedFolder {
  /** Absolute. */
  readonly folder: string;
  /** The variable that it comes from; absent where none is set. */
  readonly from?: string;
}

/** Where Twinbench keeps its cache: TWINBENCH_CACHE, else `twinbench` in XDG_CACHE_HOME, else in `.cache` of the home folder. */
export function namedCache(): NamedFolder {
  const own = variable('TWINBENCH_CACHE');
  if (own !== undefined) return { folder: path.resolve(own), from: 'TWINBENCH_CACHE' };
  const xdg = variable('XDG_CACHE_HOME');
  if (xdg !== undefined && path.isAbsolute(xdg)) return { folder: path.join(xdg, 'twinbench'), from: 'XDG_CACHE_HOME' };
  const home = variable('HOME');
  if (home !== undefined) return { folder: path.resolve(home, '.cache', 'twinbench'), from: 'HOME' };
  return { folder: path.join(homeOfUser(), '.cache', 'twinbench') };
}

/** From the host's list of users. @throws EnvironmentVariableError – this user is not in it, as in many containers */
function homeOfUser(): string {
  const set = process.env['HOME'];
  // Node takes even an empty one for the home folder.
  delete process.env['HOME'];
  try {
    return homedir();
  } catch {
    throw new EnvironmentVariableError('This user has no home folder: name a folder for the cache with TWINBENCH_CACHE');
  } finally {
    if (set !== undefined) process.env['HOME'] = set;
  }
}

/** In the order in which Node looks. */
const TEMPORARY = ['TMPDIR', 'TMP', 'TEMP'];

/** Where files go that live as long as a command. @throws EnvironmentVariableError – it cannot be written */
export function temporaryFolder(): string {
  const from = TEMPORARY.find((name) => variable(name) !== undefined);
  const folder = path.resolve((from === undefined ? undefined : variable(from)) ?? '/tmp');
  const problem = whyUnusable(folder);
  if (problem === undefined) return folder;
  const subject = from === undefined ? `The temporary folder ${folder}` : `${from} names ${folder}, which`;
  throw new EnvironmentVariableError(`${subject} ${problem}: name a folder that this user can write to with ${from ?? 'TMPDIR'}`);
}

function whyUnusable(folder: string): string | undefined {
  try {
    if (!statSync(folder).isDirectory()) return 'is no folder';
    accessSync(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return hasCode(error, 'ENOENT') ? 'does not exist' : 'cannot be written';
  }
}

/** What a name can be at fault for; a full disk is none of it. */
const FAULTS_OF_A_NAME = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT', 'ELOOP', 'ENAMETOOLONG'];

/** What to do where the cache cannot be written: the variable that led there, and the one that leads elsewhere. */
export function anotherCache(): string {
  const { folder, from } = namedCache();
  const origin = from === undefined ? '' : `${from} names ${folder} for the cache. `;
  return `${origin}Name a folder that this user can write to with TWINBENCH_CACHE.`;
}

/** Why the cache could not be opened; errors that are not of its name stay as they are. */
export function explainCache(error: unknown): unknown {
  if (!(error instanceof Error) || !hasCode(error, ...FAULTS_OF_A_NAME)) return error;
  return new EnvironmentVariableError(`The cache cannot be used: ${error.message}. ${anotherCache()}`, { cause: error });
}
