/** Checks a finished run from outside: the document validates, every cell completed, one image digest, and the accelerator is explained. */
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';

const folder = process.argv[2];
const document = JSON.parse(readFileSync(path.join(folder, 'results.json'), 'utf8'));
const schema = JSON.parse(readFileSync('docs/schema/results.schema.json', 'utf8'));
const validate = new Ajv2020.default({ strict: false }).compile(schema);
assert.ok(validate(document), JSON.stringify(validate.errors?.slice(0, 5)));

for (const environment of document.environments) {
  for (const workload of document.workloads) {
    const done = document.trials.filter(
      (trial) =>
        !trial.warmup &&
        trial.environmentId === environment.id &&
        trial.workloadId === workload.id &&
        trial.outcome.status === 'completed',
    );
    assert.ok(done.length > 0, `no completed trial of ${environment.id} × ${workload.id}`);
  }
}
assert.deepEqual(document.environments.map((environment) => environment.kind).sort(), ['bare', 'container', 'vm']);
assert.equal(new Set(document.environments.map((environment) => environment.imageDigest)).size, 1);
const vm = document.environments.find((environment) => environment.kind === 'vm').vm;
assert.ok(['kvm', 'tcg'].includes(vm.accelerator));
assert.ok(vm.acceleratorReason.length > 0);
assert.ok(statSync(path.join(folder, 'report.html')).size > 100_000);
const { planned, completed } = document.run.completeness;
process.stdout.write(
  `document valid; ${completed} of ${planned} trials completed; accelerator ${vm.accelerator}: ${vm.acceleratorReason}\n`,
);
