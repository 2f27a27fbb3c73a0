/** A row for each subject, under its label a line for each environment: its mark and its spread. */
import type { DotChart } from '../view-model/chart.js';
import { line, mark, whisker } from './marks.js';
import { element, text } from './markup.js';
import { findShare, frame, percent } from './plane.js';

const LABEL_PX = 18;
const LABEL_Y = 14;
const LINE_PX = 12;
const ROW_GAP_PX = 7;
/** Over the rows, for what the reference line is called. */
const REFERENCE_PX = 18;
const END_SHARE = 0.06;

type Row = DotChart['rows'][number];

export function dots(chart: DotChart): string {
  let bottom = chart.reference === null ? 0 : REFERENCE_PX;
  const rows = chart.rows.map((row, index) => {
    const top = bottom;
    bottom += LABEL_PX + row.marks.length * LINE_PX + ROW_GAP_PX;
    return drawRow(row, top, index > 0, chart);
  });
  return frame(bottom, chart.axis, [...drawReference(chart, bottom), ...rows]);
}

function drawReference({ reference, axis }: DotChart, bottom: number): string[] {
  if (reference === null) return [];
  const share = findShare(axis, reference.value);
  const end = share < END_SHARE ? ' start' : share > 1 - END_SHARE ? ' end' : '';
  const x = percent(share);
  return [
    line({ class: 'reference', x1: x, x2: x, y1: REFERENCE_PX - 3, y2: bottom }),
    text({ class: `tick${end}`, x, y: REFERENCE_PX - 6 }, reference.label),
  ];
}

function drawRow({ label, about, marks }: Row, top: number, isRuled: boolean, { axis }: DotChart): string {
  const rule = isRuled ? [line({ x2: '100%' })] : [];
  const drawn = marks.map(({ slot, value, low, high, spread }, index) => {
    const y = LABEL_PX + (index + 0.5) * LINE_PX;
    const place = (of: number) => percent(findShare(axis, of));
    const bar = low === null || high === null ? [] : whisker(spread, place(low), place(high), y);
    return element('g', { 'data-slot': slot }, [...bar, mark({ slot, x: place(value), y })]);
  });
  return element('g', { 'data-about': about, transform: `translate(0 ${top})` }, [
    ...rule,
    text({ class: 'label', x: 0, y: LABEL_Y }, label),
    ...drawn,
  ]);
}
