/** Documents of simulated runs for tests of what reads documents. */
import { readFileSync } from 'node:fs';
import { analyze } from '../bench/analysis/analyze.js';
import { type ResultsDocument, resultsDocument } from '../bench/contract/document.js';
import { type SimulationOptions, simulateRun } from './simulate-run.js';

/** Text that breaks out of markup, templates, scripts, lines or its own direction wherever it is not escaped. */
export const HOSTILE = `</script><script>document.title='taken'</script><img src=x onerror=alert(1)> {{x}} \${y} $& \u2028 \u202e ' " & \u0007 ${'long'.repeat(60)}`;

export function goldenDocument(): ResultsDocument {
  const file = new URL('../../tests/golden/results.json', import.meta.url);
  return resultsDocument.parse(JSON.parse(readFileSync(file, 'utf8')));
}

export function simulatedDocument(options: SimulationOptions): ResultsDocument {
  const { run, trials, ends } = simulateRun(options);
  return analyze(run, trials, ends);
}

/** A run whose plan had no VM. */
export function documentWithoutVm(): ResultsDocument {
  const { run, trials, ends } = simulateRun({ seed: 7 });
  const isKept = ({ environmentId }: { environmentId: string }) => environmentId !== 'vm';
  const environments = run.environments.filter(({ id }) => id !== 'vm');
  return analyze({ ...run, environments, plan: run.plan.filter(isKept) }, trials.filter(isKept), ends);
}

/** The golden document with hostile text wherever text is free. */
export function hostileDocument(): ResultsDocument {
  const document = goldenDocument();
  return resultsDocument.parse({
    ...document,
    run: { ...document.run, id: HOSTILE },
    host: { ...document.host, cpu: { ...document.host.cpu, model: HOSTILE }, tools: { [HOSTILE]: HOSTILE } },
    environments: document.environments.map((environment) => ({
      ...environment,
      ...(environment.vm && { vm: { ...environment.vm, acceleratorReason: HOSTILE, cmdline: HOSTILE } }),
    })),
    workloads: document.workloads.map((workload) => ({ ...workload, title: HOSTILE })),
    metrics: document.metrics.map((metric) => ({ ...metric, title: HOSTILE, definition: HOSTILE, source: HOSTILE })),
    trials: document.trials.map((trial) =>
      trial.outcome.status === 'completed'
        ? trial
        : { ...trial, outcome: { ...trial.outcome, message: HOSTILE, detail: HOSTILE } },
    ),
    comparisons: document.comparisons.map((one) => ({ ...one, verdict: { ...one.verdict, because: HOSTILE }, method: HOSTILE })),
    warnings: [{ code: HOSTILE, message: HOSTILE, hint: HOSTILE }],
  });
}
