import type { ResultsDocument } from '../bench/contract/document.js';

/** How many blocks of a run its figures are made of: on a busy host those that were disturbed are left out, unless most were. */
export function comparedBlocks({ noise }: ResultsDocument): number {
  if (noise === undefined) throw new Error('the run tells nothing of noise');
  return noise.excluded ? noise.blocks - noise.contaminated.length : noise.blocks;
}
