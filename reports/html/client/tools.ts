/** Filters, sorting, copying, links to a figure, printing. */
export function startTools(): void {
  return;
}
