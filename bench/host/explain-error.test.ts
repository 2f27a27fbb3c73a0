import { expect, test } from 'vitest';
import { ExpectedError, InstanceError } from '../../runtimes/errors.js';
import { RunRejectedError, UsageError } from '../contract/errors.js';
import { FormatError } from '../contract/format-error.js';
import { MissingBaselineError } from '../history/baselines.js';
import { explainError, findExitCode, formatWithRemedy } from './explain-error.js';

test.each([
  [new UsageError('x'), 2],
  [new FormatError('empty', { fileName: 'f' }, 'w', 'r'), 2],
  [new MissingBaselineError('x'), 4],
  [new RunRejectedError('x', 'regression'), 1],
  [new InstanceError('disk-limit', 'x'), 5],
  [new (class MadeElsewhereError extends ExpectedError {})('x'), 5],
])('%s ends a command with the code of its kind', (error, code) => {
  expect(findExitCode(error)).toBe(code);
  expect(error.name).toBe(error.constructor.name);
});

test('a bug has no code of its own and shows where it happened', () => {
  const bug = new TypeError('x is not a function');
  expect(findExitCode(bug)).toBeUndefined();
  expect(explainError(bug)).toContain('please report it: TypeError: x is not a function\n    at ');
  expect(explainError(new UsageError('no such name'))).toBe('no such name');
});

test('what the operating system refuses comes with what to do, unless an error of ours has said it', () => {
  const refused = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  expect(formatWithRemedy(refused)).toContain('write; free space there');
  expect(findExitCode(refused)).toBe(5);
  expect(formatWithRemedy(Object.assign(new UsageError('no'), { code: 'ENOSPC', syscall: 'write' }))).toBe('no');
});
