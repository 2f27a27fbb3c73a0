/**
 * What an instance says may reach a terminal or a page: without control characters (of the upper range too, which terminals obey) and without
 * those that turn the direction of text, and cut.
 */
export function printable(text: string, maxLength = 500): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, maxLength);
}
