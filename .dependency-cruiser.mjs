/**
 * The arrows between rooms, checked in `npm run check`. Each rule says why.
 * Data flows one way: collect (runtimes, vm, samplers, harness) → records → analyse → document → report.
 */
const SHARED_RUNTIME = '^runtimes/([^/]+\\.ts$|launcher/|supervisor/|images/|sampler/|drop-page-cache/|probe/)';
/** Every room throws, and the command line tells all failures in one way. */
const ERRORS = '^runtimes/errors\\.ts$';
const TYPES = { dependencyTypesNot: ['type-only'] };
const TESTS = ['\\.test\\.ts$', '/fixtures/'];

const bench = (...names) => names.map((name) => `^bench/${name}/`);

/** Files in `from` may import ours only from `to` (and from their own room). */
function only(name, from, to, comment) {
  const own = from.endsWith('/') ? from : `${from}/`;
  return {
    name,
    comment,
    severity: 'error',
    from: { path: own, pathNot: TESTS },
    to: { path: '^(runtimes|vm|bench|reports|scripts|tests)/', pathNot: [own, ERRORS, ...to] },
  };
}

/** The same, but the port's types may be imported as types. */
function onlyWithPortTypes(name, from, to, comment) {
  const rule = only(name, from, [...to], comment);
  const port = '^runtimes/([^/]+\\.ts$|images/)';
  return [
    { ...rule, to: { ...rule.to, pathNot: [...rule.to.pathNot, port] } },
    { ...rule, name: `${name}-port-types`, to: { path: port, pathNot: [ERRORS, ...to], ...TYPES } },
  ];
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circles', comment: 'a circle has no first file to read', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nobody-imports-tests',
      comment: 'fixtures are no product; of scripts, see scripts-use-the-product',
      severity: 'error',
      from: { pathNot: '(^tests/|^scripts/|\\.test\\.ts$|/fixtures/)' },
      to: { path: '^tests/' },
    },
    {
      name: 'runtimes-know-no-other',
      comment: 'one runtime never imports another, nor anything of bench/; the shared files serve every runtime and know none',
      severity: 'error',
      from: { path: '^runtimes/([^/]+)/', pathNot: TESTS },
      to: { path: '^(runtimes|vm|bench|reports|scripts|tests)/', pathNot: ['^runtimes/$1/', SHARED_RUNTIME] },
    },
    only(
      'vm-knows-shared-runtime-files',
      '^vm',
      [SHARED_RUNTIME],
      'the VM stands on the port, the launcher and the supervisor alone',
    ),
    only('contract-is-a-leaf', '^bench/contract', [], 'the document is the only thing that crosses between rooms'),
    only('stats-are-a-leaf', '^bench/stats', [], 'numbers in, numbers out'),
    only(
      'metrics-are-derived',
      '^bench/metrics',
      bench('contract', 'stats'),
      'a figure is derived from a trial record and nothing else',
    ),
    only('workloads-know-the-contract', '^bench/workloads', bench('contract'), 'they run inside instances'),
    only(
      'comparison-is-pure',
      '^bench/comparison',
      bench('contract', 'metrics', 'stats'),
      'the one place that decides whether figures differ; of a metric it asks which work is behind it',
    ),
    only('analysis-is-pure', '^bench/analysis', bench('contract', 'comparison', 'metrics', 'stats'), 'records in, document out'),
    only(
      'gate-judges-by-a-policy',
      '^bench/gate',
      [...bench('contract', 'comparison', 'stats', 'results', 'history'), SHARED_RUNTIME],
      'documents and a policy in, a verdict out; of files it knows the policy, and the sides that it is asked for',
    ),
    only(
      'trend-is-pure',
      '^bench/trend',
      bench('contract', 'comparison', 'stats'),
      'how a history went, by the engine that gates use; no policy is known here',
    ),
    ...onlyWithPortTypes(
      'samplers-read',
      '^bench/samplers',
      [...bench('contract'), '^runtimes/process\\.ts$'],
      'samplers know whom to read, not how it was started',
    ),
    ...onlyWithPortTypes(
      'host-reads',
      '^bench/host',
      [...bench('contract'), '^runtimes/(process|environment)\\.ts$'],
      'host facts need no runtime',
    ),
    ...onlyWithPortTypes(
      'scenarios-use-the-port',
      '^bench/scenarios',
      [
        ...bench('contract', 'workloads', 'samplers', 'host', 'metrics', 'comparison', 'stats'),
        '^runtimes/(runtime|bounded-text|deferred)\\.ts$',
      ],
      'what a scenario does, it does in every environment; what its trials found, it says in the figures that there are',
    ),
    only(
      'harness-uses-the-port',
      '^bench/harness',
      [...bench('contract', 'workloads', 'samplers', 'host', 'scenarios'), SHARED_RUNTIME],
      'a trial runs in whatever environment it is given',
    ),
    only(
      'environments-wire-runtimes',
      '^bench/environments',
      [...bench('contract', 'harness'), '^runtimes/', '^vm/'],
      'the list of environments, and the concrete runtimes behind them',
    ),
    {
      name: 'runtimes-are-wired-in-one-room',
      comment: 'a new runtime is one folder and one line in the list of environments',
      severity: 'error',
      from: { path: '^(bench|reports)/', pathNot: ['^bench/environments/', ...TESTS] },
      to: { path: '^(runtimes/[^/]+|vm)/', pathNot: SHARED_RUNTIME },
    },
    only(
      'results-are-files',
      '^bench/results',
      [...bench('contract', 'metrics', 'analysis'), SHARED_RUNTIME],
      'where a run lies, however it was measured; of older documents, what they lack is derived as they are read',
    ),
    only(
      'findings-are-kept',
      '^bench/findings',
      [...bench('contract', 'results'), SHARED_RUNTIME],
      'what one command found out about this host, for the next',
    ),
    only('revisions-ask-git', '^bench/revisions', [...bench('contract'), SHARED_RUNTIME], "the user's project, not its figures"),
    only('history-stores-documents', '^bench/history', [...bench('contract', 'results'), SHARED_RUNTIME], 'it judges nothing'),
    only(
      'driver-drives-every-run',
      '^bench/driver',
      [
        ...bench('contract', 'harness', 'environments', 'scenarios', 'workloads', 'host', 'metrics'),
        ...bench('analysis', 'results', 'findings', 'revisions'),
        SHARED_RUNTIME,
      ],
      'opens, plans, records, resumes; what a command asks of it stays in that command',
    ),
    only(
      'isolation-probes',
      '^bench/isolation',
      [...bench('contract', 'environments', 'harness', 'host', 'findings'), SHARED_RUNTIME],
      'instances that answer questions instead of doing work',
    ),
    only(
      'noise-looks-at-the-host',
      '^bench/noise',
      [...bench('contract', 'harness', 'host', 'stats'), '^runtimes/cache\\.ts$'],
      'it starts no instance',
    ),
    only(
      'ab-measures-two-sides',
      '^bench/ab',
      [
        ...bench('contract', 'driver', 'environments', 'harness', 'scenarios', 'workloads', 'metrics'),
        ...bench('analysis', 'comparison', 'gate'),
        ...bench('results', 'findings', 'revisions'),
        SHARED_RUNTIME,
      ],
      'the driver measures and the gate judges; here is what makes it two sides',
    ),
    only(
      'selftest-compares',
      '^bench/selftest',
      [...bench('contract', 'ab', 'gate', 'harness', 'scenarios', 'findings', 'stats'), SHARED_RUNTIME],
      'the very comparisons that users make',
    ),
    {
      name: 'only-cli-knows-reports',
      comment: 'the document is all that crosses between measuring and showing',
      severity: 'error',
      from: { path: '^bench/', pathNot: ['^bench/cli/', ...TESTS] },
      to: { path: '^reports/' },
    },
    {
      name: 'nobody-imports-the-command-line',
      comment: 'it wires the rooms together, and no room knows it',
      severity: 'error',
      from: { path: '^(bench|reports|runtimes|vm)/', pathNot: ['^bench/cli/', ...TESTS] },
      to: { path: '^bench/cli/' },
    },
    {
      name: 'commands-stand-alone',
      comment: 'what two commands share is no command',
      severity: 'error',
      from: { path: '^bench/cli/commands/([^/.]+)', pathNot: TESTS },
      to: { path: '^bench/cli/commands/', pathNot: '^bench/cli/commands/$1(\\.|/)' },
    },
    only(
      'scripts-use-the-product',
      '^scripts',
      ['^(runtimes|vm|bench|reports)/', '^tests/(simulat|screenshots/pictures)'],
      'they measure, check and show it',
    ),
    {
      name: 'nobody-imports-scripts',
      comment: 'what others need of a command for developers is no part of that command',
      severity: 'error',
      from: { pathNot: '^scripts/' },
      to: { path: '^scripts/' },
    },
    {
      name: 'scripts-stand-alone',
      comment: 'what two of them share is no part of either',
      severity: 'error',
      from: { path: '^scripts/([^/]+)/' },
      to: { path: '^scripts/[^/]+/', pathNot: '^scripts/$1/' },
    },
    {
      name: 'simulations-start-nothing',
      comment: 'unit tests and measurements of the pure rooms load them',
      severity: 'error',
      from: { path: '^tests/simulat' },
      to: { path: '^(runtimes|vm|reports|bench/(cli|driver|harness|environments|host|samplers|scenarios|ab|selftest))/' },
    },
    {
      name: 'suites-stand-alone',
      comment: 'faults, fuzz, lab and golden each run by themselves; what they share lies in tests/',
      severity: 'error',
      from: { path: '^tests/([^/]+)/' },
      to: { path: '^tests/[^/]+/', pathNot: '^tests/$1/' },
    },
    {
      name: 'shared-by-suites',
      comment: 'it serves every suite and knows none',
      severity: 'error',
      from: { path: '^tests/[^/]+$' },
      to: { path: '^tests/[^/]+/' },
    },
    only('reports-read-the-document', '^reports', bench('contract'), 'a report computes no verdict'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '(^dist/|reports/html/client/)' },
  },
};
