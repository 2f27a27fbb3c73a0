import { describe, expect, it } from 'vitest';
import type { ResultsDocument } from '../../bench/contract/document.js';
import type { Requirements } from '../../bench/contract/requirements.js';
import { hostileEvidence } from '../../tests/evidence-variants.js';
import {
  documentWithoutVm,
  goldenDocument,
  HOSTILE,
  hostileDocument,
  simulatedDocument,
} from '../../tests/simulated-documents.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { PRESETS } from '../decision/presets.js';
import { adrReporter } from './adr.js';

function record(document: ResultsDocument, requirements?: Requirements): string {
  const [file] = adrReporter.render(document, { baseName: 'report', requirements });
  expect(file?.path).toBe('report-decision.md');
  return file?.content ?? '';
}

const evidence = evidenceDocument('kvm');
const documents = [goldenDocument(), evidence, hostileDocument(), hostileEvidence(HOSTILE), documentWithoutVm()];

/** Of MADR 4, in its order. */
const HEADINGS = [
  '## Context and Problem Statement',
  '## Decision Drivers',
  '## Considered Options',
  '## Decision Outcome',
  '### Consequences',
  '### Confirmation',
  '## Pros and Cons of the Options',
  '## More Information',
];

const preset = (id: string) => PRESETS.find((one) => one.id === id)?.requirements;

describe('a decision record', () => {
  it('has the headings of MADR in their order, the choice, its figures and the commands', () => {
    const text = record(evidence, preset('sandbox'));
    const lines = text.split('\n');
    const places = HEADINGS.map((heading) => lines.indexOf(heading));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(text).toContain('Chosen option: “Virtual machine”.');
    expect(text).toMatch(/\| Time to the program, median \| 43\.8\u00a0ms \\\[43\.3, 44\.3\\\], n = 96 \|/);
    expect(text).toMatch(
      /npx twinbench run --profile \w+ --seed 3 --scenarios single,\S+ --environments bare,container,vm --workloads compress,/,
    );
    expect(text).toContain('npx twinbench report results/latest --requirements FILE --format adr');
  });

  it.each(PRESETS.map(({ id }) => id))('%s: at most 150 lines, for every kind of document', (id) => {
    for (const document of documents) expect(record(document, preset(id)).split('\n').length).toBeLessThanOrEqual(150);
  });

  it('chooses nothing from an emulated guest, and shows none of its figures', () => {
    const text = record(goldenDocument(), preset('sandbox'));
    expect(text).toContain('No option is chosen.');
    expect(text).toContain('| emulated, not judged |');
    expect(text).toContain('npx twinbench run --accel kvm');
    expect(text).not.toMatch(/1\.5\d\u00a0s/);
  });

  it('without requirements says which would decide', () => {
    const text = record(simulatedDocument({ accelerator: 'kvm', repetitions: 7, failEvery: 1000 }));
    expect(text).toContain('No requirements were given (`--requirements FILE`); by the figures alone, these would decide:');
    expect(text).toContain('No option is chosen. No requirement is given, so nothing is decided.');
    expect(text).toContain('* Where the code is untrusted: take a virtual machine');
  });

  it('keeps hostile text text', () => {
    const text = record(hostileEvidence(HOSTILE), { title: '# <b>x</b> | `y`', untrustedCode: true });
    expect(text).not.toMatch(/<script|<img|<b>|\p{Cc}(?<!\n)|[\u202e\u2028]/u);
  });
});
