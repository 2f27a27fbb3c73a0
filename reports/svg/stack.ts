/** Horizontal bars made of parts, each under its label. */
import type { StackChart } from '../view-model/chart.js';
import { line } from './marks.js';
import { element, escapeXml, text } from './markup.js';
import { findShare, fitClass, frame, percent } from './plane.js';

const ROW_PX = 56;
const LABEL_Y = 13;
const BAR_Y = 19;
const BAR_PX = 26;
const CHARACTER_PX = 6.8;
const LABEL_MARGIN_PX = 14;

type Row = StackChart['rows'][number];

export function stack(chart: StackChart): string {
  const rows = chart.rows.map((row, index) =>
    element('g', { 'data-slot': row.slot, transform: `translate(0 ${index * ROW_PX})` }, drawRow(row, chart)),
  );
  return frame(chart.rows.length * ROW_PX, chart.axis, rows);
}

function drawRow(row: Row, { axis }: StackChart): string[] {
  const total = element('tspan', { class: 'quantity', dx: 8 }, [escapeXml(row.total)]);
  return [
    element('text', { class: 'label', x: 0, y: LABEL_Y }, [escapeXml(row.label), total]),
    ...placeSegments(row).flatMap((segment) => drawSegment(segment, axis)),
    line({ class: 'base', x1: 0, x2: 0, y1: BAR_Y, y2: BAR_Y + BAR_PX }),
  ];
}

type Placed = Row['segments'][number] & { readonly from: number; readonly to: number };

function placeSegments({ segments }: Row): Placed[] {
  let end = 0;
  return segments.map((segment) => {
    const from = end;
    end += segment.value;
    return { ...segment, from, to: end };
  });
}

function drawSegment({ from, to, label, shade }: Placed, axis: StackChart['axis']): string[] {
  const [start, end] = [findShare(axis, from), findShare(axis, to)];
  const width = end - start;
  const fit = width <= 0 ? undefined : fitClass((label.length * CHARACTER_PX + LABEL_MARGIN_PX) / width);
  const bar = { class: `part shade-${shade + 1}`, x: percent(start), y: BAR_Y, width: percent(end - start), height: BAR_PX };
  return [
    element('rect', bar),
    ...(from === 0 ? [] : [line({ class: 'seam', x1: percent(start), x2: percent(start), y1: BAR_Y, y2: BAR_Y + BAR_PX })]),
    ...(fit === undefined ? [] : [text({ class: `inside ${fit}`.trim(), x: percent((start + end) / 2), y: BAR_Y + 17 }, label)]),
  ];
}
