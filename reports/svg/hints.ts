/** What is said of each mark when it is pointed at, in the order in which the marks stand in the drawing. Here and not in the drawing, of which they would be half. */
import type { DotChart, StackChart, StripChart } from '../view-model/chart.js';

export function listHints(chart: StackChart | DotChart | StripChart): string[] {
  switch (chart.kind) {
    case 'stack':
      return chart.rows.flatMap(({ segments }) => segments.map(({ text }) => text));
    case 'dots':
      return chart.rows.flatMap(({ marks }) => marks.map(({ text }) => text));
    case 'strip':
      return chart.rows.flatMap(({ points }) => points.map(({ text }) => text));
  }
}
