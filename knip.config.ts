import type { KnipConfig } from 'knip';

/** Nothing imports these: a command, a test's child process or a bundle starts with them. `!` marks what `--production` keeps, too. */
const STARTED = [
  ...['.ci/*.mjs!', 'scripts/*.mjs!', 'scripts/schema.ts!', 'scripts/bench-{gate,self}/fixtures/*.ts!'],
  ...['scripts/bench-gate/history.mjs!', 'bench/isolation/rootless-main.ts!', 'runtimes/launcher/fixtures/hold-instance.ts!'],
  ...['bench/workloads/program/main.ts!', 'reports/html/client/{main,trend}.ts!'],
  ...['tests/{copied-caches,side-by-side,history-writer}.ts', 'tests/fuzz/fuzz-host.ts', '**/*.test.ts'],
];

/** What tests alone use: `--production` finds the product's code that nothing else does. bench:gate measures two simulations. */
const FOR_TESTS = [
  '!tests/!(simulated-gate|simulated-history).ts!',
  '!tests/*/**!',
  '!**/*.test.ts!',
  '!{bench,reports,runtimes}/**/fixtures/**!',
];

/** Given the command's options. */
export default ({ production = false }): KnipConfig => ({
  entry: STARTED,
  project: ['{.ci,bench,reports,runtimes,scripts,tests,vm}/**/*.{ts,mjs}!', ...FOR_TESTS],
  // Scripts load what the build made of the sources.
  compilers: { mjs: (text: string) => text.replaceAll('/dist/', '/') },
  // Found by the name that stands in a text: scripts/workload-versions.ts bundles a module that imports it.
  ignoreIssues: { 'bench/workloads/index.ts': ['exports'] },
  // Programs of the host; bench/host/packages.ts says which packages bring them.
  exclude: ['binaries'],
  // Tests may look inside a file.
  ignoreExportsUsedInFile: production,
});
