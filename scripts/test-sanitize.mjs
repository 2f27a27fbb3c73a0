/**
 * `npm run test:sanitize`: the tests of launcher, supervisor, memfd-seal, sampler and drop-page-cache once more, with these built with the compiler's run-time
 * checks (see runtimes/native-build.ts). What a sanitizer finds ends the program by a signal, and so fails the test. Arguments go to vitest.
 */
import { runVitest, withPackages } from './testing.mjs';

const ROUNDS = [
  {
    sanitizer: 'address',
    what: 'AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer, on the host and in containers',
    tests: [
      'runtimes/launcher/',
      'runtimes/supervisor/',
      'runtimes/sampler/',
      'runtimes/drop-page-cache/',
      'runtimes/bare/',
      'runtimes/namespace/',
    ],
  },
  {
    // Only this build runs where there is no C library: in the initramfs of a guest.
    sanitizer: 'undefined',
    what: 'UndefinedBehaviorSanitizer, in guests',
    tests: ['vm/qemu/qemu-runtime', '--testNamePattern', 'runs a command|10 MB|gives the memory|ignore TERM'],
  },
];

function runRound({ sanitizer, what, tests }) {
  process.stdout.write(`\n${what}\n`);
  const args = ['--project=system', ...tests, ...process.argv.slice(2)];
  return runVitest(args, { TWINBENCH_NATIVE_SANITIZE: sanitizer });
}

await withPackages(
  ({ PACKAGES, INSTANCE_TEST_PACKAGES }) => [...PACKAGES, ...INSTANCE_TEST_PACKAGES],
  () => Math.max(...ROUNDS.map(runRound)),
);
