/** What a trial tells a workload: whole numbers by name. */

/** @throws Error – the trial did not tell it */
export function setting(settings: Readonly<Record<string, number>>, name: string): number {
  const value = settings[name];
  if (value === undefined) throw new Error(`--set-${name} is missing`);
  return value;
}
