import { describe, expect, it } from 'vitest';
import { LaunchEventReader } from './launch-events.js';

describe('LaunchEventReader', () => {
  it('joins lines that arrive in pieces', () => {
    const reader = new LaunchEventReader();
    expect(reader.push('{"event":"start","ns":1')).toEqual([]);
    expect(reader.push('2}\n{"event":"child","pid":7}\n')).toEqual([
      { event: 'start', ns: 12 },
      { event: 'child', pid: 7 },
    ]);
  });

  it('ignores unknown events, unknown members and what is no JSON', () => {
    const lines = '{"event":"later"}\nnoise\n{"event":"child","pid":7,"more":1}\n';
    expect(new LaunchEventReader().push(lines)).toEqual([{ event: 'child', pid: 7 }]);
  });
});
