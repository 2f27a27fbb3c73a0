/** Groups of figures and tables as sections are made of. */
import type { Context } from './context.js';
import type { EnvironmentView, Figure, FigureGroup, Table } from './model.js';

const EMPTY: FigureGroup = {
  title: '',
  text: '',
  layout: 'single',
  key: [],
  figures: [],
  table: null,
  tables: [],
  isFolded: false,
};

/** Charts one below the other. */
export function plainGroup(layout: FigureGroup['layout'], figures: readonly Figure[]): FigureGroup[] {
  return figures.length === 0 ? [] : [{ ...EMPTY, layout, figures }];
}

/** Charts, then tables that stand open. */
export function tableGroup(title: string, text: string, figures: readonly Figure[], tables: readonly Table[]): FigureGroup {
  return { ...EMPTY, title, text, figures, tables };
}

export function isFilled({ figures, tables }: FigureGroup): boolean {
  return figures.length + tables.length > 0;
}

/** In the report's order. */
export function environmentsIn(
  { allEnvironments }: Context,
  of: readonly { readonly environmentId: string }[],
): EnvironmentView[] {
  return allEnvironments.filter(({ id }) => of.some(({ environmentId }) => environmentId === id));
}
