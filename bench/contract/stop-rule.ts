import * as z from 'zod';

/** When a run may end before its plan does, declared beforehand. */
export const stopRule = z.looseObject({
  /** Largest half-width of the interval of each primary comparison's log-ratio. */
  precisionRatio: z.number().positive().optional(),
  budgetSeconds: z.number().positive().optional(),
  /** True where the run ends as soon as a gate's blocking questions are answered. */
  decisive: z.boolean().optional(),
  /** Repetitions after which the precision, or the gate's questions, are looked at; ascending. */
  looks: z.array(z.number().int().nonnegative()),
});
