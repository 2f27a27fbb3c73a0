/** The decision aid: the reader's requirements in, a recommendation out, the state in the address. */
export function startDecision(): void {
  return;
}
