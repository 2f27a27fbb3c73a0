/** Each cause once per page: numbered where it is first met, and named by its number from then on. */
export class Notes {
  readonly #numbers = new Map<string, number>();

  /** From 1. */
  number(text: string): number {
    const known = this.#numbers.get(text) ?? this.#numbers.size + 1;
    this.#numbers.set(text, known);
    return known;
  }

  /** In the order of their numbers. */
  list(): { number: number; text: string }[] {
    return [...this.#numbers].map(([text, number]) => ({ number, text }));
  }
}
