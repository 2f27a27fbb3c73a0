/** Arms of a run that compares settings or revisions, interleaved. */
import * as z from 'zod';

/** Two environments of a run that are held against each other, and the name under which they are. */
export const runArm = z.looseObject({ id: z.string(), baseline: z.string(), candidate: z.string() });
