/** One way to run, as it is called and coloured everywhere in the report. */
export interface EnvironmentView {
  readonly id: string;
  readonly slot: number;
  readonly name: string;
  readonly shortName: string;
  /** `emulated`, `KVM`, `rootless`; empty when there is nothing to add. */
  readonly note: string;
}
