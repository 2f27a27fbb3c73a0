/** The policy that a gate holds a project to: named, found in the current folder, or the built-in one. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { formatError } from '../../runtimes/errors.js';
import { UsageError } from '../contract/errors.js';
import { DEFAULT_POLICY, type FailOn, failOn, POLICY_FILE_NAMES, type Policy } from '../contract/policy.js';
import { parseChoice } from '../contract/suggestion.js';

export interface ReadPolicy {
  readonly policy: Policy;
  /** Absent for the built-in one. */
  readonly policyFile?: string;
}

/** @throws UsageError – no such file; FormatError */
export async function readPolicy(named: string | undefined): Promise<ReadPolicy> {
  const policyFile = named ?? findPolicyFile();
  if (policyFile === undefined) return { policy: DEFAULT_POLICY };
  const text = await readFile(policyFile, 'utf8').catch((error: unknown) => {
    throw new UsageError(`cannot read the policy ${policyFile}: ${formatError(error)}`);
  });
  const { parsePolicy } = await import('../contract/parse-policy.js');
  return { policy: parsePolicy(text, policyFile), policyFile };
}

/** @throws UsageError – there are several */
export function findPolicyFile(folder = ''): string | undefined {
  const [found, ...others] = POLICY_FILE_NAMES.map((name) => path.join(folder, name)).filter((file) => existsSync(file));
  if (others.length === 0) return found;
  throw new UsageError(`there are several policies here: ${[found, ...others].join(', ')}. Keep one, or name it with --policy.`);
}

/** `regression,missing`; undefined when the user leaves it to the policy. @throws UsageError */
export function parseFailOn(value: string | undefined): FailOn[] | undefined {
  if (value === undefined) return undefined;
  const names = value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new UsageError(`--fail-on takes some of ${failOn.options.join(', ')}`);
  return names.map((name) => parseChoice('reason to fail', name, failOn.options));
}
