/** Spaces for a terminal. */

/** No-break and figure spaces become ordinary ones: terminals draw some of them as boxes. */
export function ordinarySpaces(text: string): string {
  return text.replace(/[\u00a0\u2007\u2008]/g, ' ');
}
