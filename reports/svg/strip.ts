/** A strip for each environment under its label: every value as a point or, of many values, their quantiles. */
import type { Axis, StripChart } from '../view-model/chart.js';
import { arrow, line, mark } from './marks.js';
import { element, escapeXml } from './markup.js';
import { findShare, frame, isBeyond, percent } from './plane.js';

const ROW_PX = 48;
const LABEL_Y = 12;
const STRIP_Y = 18;
const STRIP_PX = 24;
const MIDDLE = STRIP_Y + STRIP_PX / 2;
/** From here on points are drawn smaller. */
const MANY_POINTS = 20;

type Row = StripChart['rows'][number];

export function strip({ axis, rows }: StripChart): string {
  const drawn = rows.map((row, index) =>
    element('g', { 'data-slot': row.slot, transform: `translate(0 ${index * ROW_PX})` }, drawRow(row, axis)),
  );
  return frame(rows.length * ROW_PX, axis, drawn);
}

function drawRow(row: Row, axis: Axis): string[] {
  const quantity = element('tspan', { class: 'quantity', dx: 6 }, [escapeXml(row.medianLabel)]);
  const x = percent(findShare(axis, row.median));
  return [
    element('text', { class: 'label', x: 0, y: LABEL_Y }, [escapeXml(row.label), quantity]),
    ...drawSpread(row, axis),
    ...(row.quantiles === null ? [] : drawQuantiles(row.quantiles, axis)),
    ...drawPoints(row, axis),
    line({ class: 'median', x1: x, x2: x, y1: STRIP_Y, y2: STRIP_Y + STRIP_PX }),
  ];
}

/** An interval is a band; a range a thin line, for its ends are only the outermost points. */
function drawSpread({ low, high, spread }: Row, axis: Axis): string[] {
  if (low === null || high === null) return [];
  const [from, to] = [findShare(axis, low), findShare(axis, high)];
  if (spread === 'range') return [line({ class: 'range', x1: percent(from), x2: percent(to), y1: MIDDLE, y2: MIDDLE })];
  return [element('rect', { class: 'band', x: percent(from), y: STRIP_Y, width: percent(to - from), height: STRIP_PX })];
}

/** Thin from the least value to the largest, thicker over nine tenths of them, thickest over the middle half. */
function drawQuantiles({ min, p5, p25, p75, p95, max }: NonNullable<Row['quantiles']>, axis: Axis): string[] {
  const bar = (low: number, high: number, height: number, name: string) => {
    const [from, to] = [findShare(axis, low), findShare(axis, high)];
    return element('rect', { class: name, x: percent(from), y: MIDDLE - height / 2, width: percent(to - from), height });
  };
  return [bar(min, max, 2, 'whole'), bar(p5, p95, 10, 'most'), bar(p25, p75, 18, 'half')];
}

/** In the order in which the trials ran, from the top of the strip to its bottom. */
function drawPoints({ slot, points }: Row, axis: Axis): string[] {
  const step = STRIP_PX / Math.max(points.length, 1);
  return points.map(({ value, isContaminated }, index) => {
    const y = Number((STRIP_Y + (index + 0.5) * step).toFixed(1));
    if (isContaminated && isBeyond(axis, value)) return arrow(value < axis.min, y);
    const x = percent(findShare(axis, value));
    return mark({ slot, x, y, isOutlined: isContaminated, isSmall: points.length > MANY_POINTS });
  });
}
