import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { goldenDocument, hostileDocument } from '../../tests/simulated-documents.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { PRESETS } from '../decision/presets.js';
import { renderRecommendation } from './recommendation.js';

const evidence = evidenceDocument('kvm');
const documents = [goldenDocument(), evidence, hostileDocument()];

describe('a recommendation in a terminal', () => {
  it.each([60, 80, 200])('fits %i columns', (width) => {
    for (const { requirements } of PRESETS) {
      for (const document of documents) {
        const lines = renderRecommendation(document, requirements, { width, isColored: false }).split('\n');
        expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
      }
    }
  });

  it('begins with what to take, and says the same in colour', () => {
    const [{ requirements } = { requirements: {} }] = PRESETS;
    const plain = renderRecommendation(evidence, requirements, { width: 80, isColored: false });
    expect(plain).toMatch(/^Web service: Take a container\.\n/);
    expect(plain).toContain('\nWhat would change this\n  Where the code is untrusted: take a virtual machine\n');
    const colored = renderRecommendation(evidence, requirements, { width: 80, isColored: true });
    expect(stripVTControlCharacters(colored)).toBe(plain);
    expect(colored).not.toBe(plain);
  });
});
