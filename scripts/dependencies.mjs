/** The npm dependencies of a checkout: whether all are installed, and their installation whatever npm is configured to leave out. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Development packages are part of the build: the tests are compiled with the rest. The options of the command line overrule the
 * environment and every npmrc; where packages come from (registry, certificates, cache) stays as the user configured it.
 */
const INSTALL_OPTIONS = [
  ...['--include=dev', '--include=optional', '--include=peer'],
  ...['--no-global', '--no-dry-run', '--package-lock', '--no-package-lock-only', '--install-strategy=hoisted', '--bin-links'],
  ...['--ignore-scripts', '--loglevel=notice'],
];

/** The program and arguments that install what package-lock.json of `root` names. */
function installCommand(root) {
  return ['npm', 'ci', `--prefix=${root}`, ...INSTALL_OPTIONS];
}

/** Of npm, in characters. */
const MAX_OUTPUT_LENGTH = 16 * 1024 * 1024;

/** Ends with npm's exit code and what it printed, or with the error that kept npm from starting. */
export function installDependencies(root) {
  const [program, ...args] = installCommand(root);
  const { NODE_ENV: _, ...env } = process.env;
  return spawnSync(program, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT_LENGTH,
  });
}

/**
 * Names of the packages in package-lock.json that are not installed in that version. npm writes its own record of what it installed last,
 * so after an installation that was cut short all are missing.
 */
export function missingDependencies(root) {
  const wanted = readPackages(path.join(root, 'package-lock.json'));
  const installed = readPackages(path.join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted)
    .filter(([folder, entry]) => folder !== '' && isForThisHost(entry))
    .filter(
      ([folder, { version }]) => installed[folder]?.version !== version || !existsSync(path.join(root, folder, 'package.json')),
    )
    .map(([folder]) => folder.replace(/^.*node_modules\//, ''));
}

/** An optional package is a program for one platform. Of those for one C library npm chooses; without a platform nothing says when it is used. */
function isForThisHost({ optional, os, cpu, libc }) {
  if (optional !== true) return true;
  return libc === undefined && os?.includes(process.platform) === true && cpu?.includes(process.arch) === true;
}

/** None where the file is missing or cut short. */
function readPackages(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}
