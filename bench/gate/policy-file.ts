/** The policy that a gate holds a project to: named, found in the current folder, or the built-in one. */

import { readFile } from 'node:fs/promises';
import { hasCode } from '../../runtimes/errno.js';
import { formatError } from '../../runtimes/errors.js';
import { UsageError } from '../contract/errors.js';
import { FormatError } from '../contract/format-error.js';
import { DEFAULT_POLICY, type FailOn, failOn, POLICY_FILE_NAME, type Policy, parsePolicy } from '../contract/policy.js';
import { parseChoice } from '../contract/suggestion.js';

export interface ReadPolicy {
  readonly policy: Policy;
  /** Absent for the built-in one. */
  readonly policyFile?: string;
}

/** @throws UsageError – no such file; FormatError */
export async function readPolicy(named: unknown): Promise<ReadPolicy> {
  const file = typeof named === 'string' ? named : POLICY_FILE_NAME;
  try {
    return { policy: parsePolicy(await readFile(file, 'utf8'), file), policyFile: file };
  } catch (error) {
    if (error instanceof FormatError) throw error;
    if (typeof named !== 'string' && hasCode(error, 'ENOENT')) return { policy: DEFAULT_POLICY };
    throw new UsageError(`cannot read the policy ${file}: ${formatError(error)}`);
  }
}

/** `regression,missing`; undefined when the user leaves it to the policy. @throws UsageError */
export function parseFailOn(value: unknown): FailOn[] | undefined {
  if (value === undefined) return undefined;
  const names = String(value)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new UsageError(`--fail-on takes some of ${failOn.options.join(', ')}`);
  return names.map((name) => parseChoice('reason to fail', name, failOn.options));
}
