/**
 * The arrows between rooms, checked in `npm run check`. Each rule says why.
 * Data flows one way: collect (runtimes, vm, samplers, harness) → records → analyse → document → report.
 */
const SHARED_RUNTIME = '^runtimes/([^/]+\\.ts$|launcher/|supervisor/|images/)';
const CONTRACT = '^bench/contract/';
const TYPES = { dependencyTypesNot: ['type-only'] };

/** Files in `from` may import ours only from `to` (and from their own room). */
function only(name, from, to, comment) {
  const own = from.endsWith('/') ? from : `${from}/`;
  return {
    name,
    comment,
    severity: 'error',
    from: { path: own, pathNot: ['\\.test\\.ts$', '/fixtures/'] },
    to: { path: '^(runtimes|vm|bench|reports|scripts|tests)/', pathNot: [own, ...to] },
  };
}

/** The same, but the port's types may be imported as types. */
function onlyWithPortTypes(name, from, to, comment) {
  const rule = only(name, from, [...to], comment);
  const port = '^runtimes/([^/]+\\.ts$|images/)';
  return [
    { ...rule, to: { ...rule.to, pathNot: [...rule.to.pathNot, port] } },
    { ...rule, name: `${name}-port-types`, to: { path: port, pathNot: to, ...TYPES } },
  ];
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circles', comment: 'a circle has no first file to read', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nobody-imports-tests',
      comment: 'fixtures are no product',
      severity: 'error',
      from: { pathNot: '(^tests/|\\.test\\.ts$|/fixtures/)' },
      to: { path: '^tests/' },
    },
    only(
      'shared-runtime-files',
      '^runtimes/(launcher|supervisor|sampler|images)',
      [SHARED_RUNTIME],
      'the shared files serve every runtime and know none',
    ),
    only(
      'bare-knows-no-other-runtime',
      '^runtimes/bare',
      [SHARED_RUNTIME],
      'one runtime never imports another, nor anything of bench/',
    ),
    only(
      'container-knows-no-other-runtime',
      '^runtimes/namespace',
      [SHARED_RUNTIME],
      'one runtime never imports another, nor anything of bench/',
    ),
    only(
      'vm-knows-shared-runtime-files',
      '^vm',
      [SHARED_RUNTIME],
      'the VM stands on the port, the launcher and the supervisor alone',
    ),
    only('contract-is-a-leaf', '^bench/contract', [], 'the document is the only thing that crosses between rooms'),
    only('stats-are-a-leaf', '^bench/stats', [], 'numbers in, numbers out'),
    only(
      'metrics-know-the-contract',
      '^bench/metrics',
      [CONTRACT, '^bench/stats/'],
      'a metric is derived from a trial record and nothing else',
    ),
    only('workloads-know-the-contract', '^bench/workloads', [CONTRACT], 'they run inside instances'),
    only('probes-know-the-contract', '^bench/probes', [CONTRACT], 'answers in, findings out'),
    only('history-knows-the-contract', '^bench/history', [CONTRACT], 'it stores documents'),
    only('analysis-is-pure', '^bench/analysis', [CONTRACT, '^bench/(metrics|stats)/'], 'records in, document out'),
    ...onlyWithPortTypes(
      'samplers-read',
      '^bench/samplers',
      [CONTRACT, '^runtimes/process\\.ts$'],
      'samplers know whom to read, not how it was started',
    ),
    ...onlyWithPortTypes(
      'host-reads',
      '^bench/host',
      [CONTRACT, '^runtimes/(process|environment)\\.ts$'],
      'host facts need no runtime',
    ),
    ...onlyWithPortTypes(
      'scenarios-use-the-port',
      '^bench/scenarios',
      [CONTRACT, '^bench/(workloads|samplers|host)/'],
      'concrete runtimes are wired in cli only',
    ),
    ...onlyWithPortTypes(
      'harness-uses-the-port',
      '^bench/harness',
      [CONTRACT, '^bench/(workloads|samplers|host|scenarios)/'],
      'concrete runtimes are wired in cli only',
    ),
    only('reports-read-the-document', '^reports', [CONTRACT], 'a report computes no verdict'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '(^dist/|reports/html/client/)' },
  },
};
