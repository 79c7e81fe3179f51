import { COLUMNS, type Dashboard, type Panel, type Section } from './dashboard';
import { ALL, titled, type Chosen, type Scope } from './interpolation';

/** A panel as it is shown: one of the document, or one of its copies for a value. */
export type ShownPanel = {
  /** The same at every drawing: `7`, or `7:web-1` for a copy. */
  key: string;
  /** With the place it is shown at. All copies have the id of the document's panel. */
  panel: Panel;
  /** What is chosen within it: the variable it is repeated for has one value. */
  scope: Scope;
};

/** A section as it is shown, with the place of its original in the document. */
export type ShownSection = { key: string; index: number; title: string; section: Section; panels: ShownPanel[]; scope: Scope };

/** Sections and panels once for each value of the variable they are repeated for; `once` shows each as it is in the document, for its first value. */
export function shownSections(dashboard: Dashboard, scope: Scope, once = false): ShownSection[] {
  return dashboard.sections.flatMap((section, index) =>
    scopesOf(section.repeat?.variable, scope, once).map(({ value, scope: own }): ShownSection => {
      const prefix = value === undefined ? '' : `${value}/`;
      return { key: `${index}${value === undefined ? '' : `:${value}`}`, index, title: titled(section.title, own), section, panels: shownPanels(section.panels, own, prefix, once), scope: own };
    }),
  );
}

/** The panels of a section with their copies: these stand side by side or below one another, and what is below moves down. */
function shownPanels(panels: readonly Panel[], scope: Scope, prefix: string, once: boolean): ShownPanel[] {
  const shown: ShownPanel[] = [];
  const added: { from: number; rows: number }[] = [];
  for (const panel of panels.toSorted((a, b) => a.grid.y - b.grid.y || a.grid.x - b.grid.x)) {
    const down = added.reduce((sum, { from, rows }) => sum + (panel.grid.y >= from ? rows : 0), 0);
    const copies = scopesOf(panel.repeat?.variable, scope, once);
    const { w, h, x } = panel.grid;
    const top = panel.grid.y + down;
    const across = panel.repeat?.direction === 'across' && copies.length > 1;
    const perRow = across ? Math.min(panel.repeat!.per_row, copies.length) : 1;
    const width = across ? Math.floor(COLUMNS / perRow) : w;
    copies.forEach(({ value, scope: own }, i) => {
      const grid = copies.length === 1 ? { x, y: top, w, h } : { x: across ? (i % perRow) * width : x, y: top + Math.floor(i / perRow) * h, w: width, h };
      shown.push({ key: `${prefix}${panel.id}${value === undefined ? '' : `:${value}`}`, panel: copies.length === 1 && down === 0 ? panel : { ...panel, grid }, scope: own });
    });
    const rows = (Math.ceil(copies.length / perRow) - 1) * h;
    if (rows > 0) added.push({ from: panel.grid.y + h, rows });
  }
  return shown;
}

function scopesOf(variable: string | undefined, scope: Scope, once: boolean): { value?: string; scope: Scope }[] {
  const chosen = variable === undefined || !Object.hasOwn(scope, variable) ? undefined : scope[variable];
  if (variable === undefined || chosen === undefined) return [{ scope }];
  const values = eachOf(chosen).slice(0, once ? 1 : undefined);
  // Nothing to choose from yet: one panel says so better than none.
  return values.length === 0 ? [{ scope }] : values.map((value) => ({ value: once ? undefined : value, scope: { ...scope, [variable]: { ...chosen, values: [value] } } }));
}

/** Every single value that is chosen. */
export const eachOf = ({ values, options = [] }: Chosen): readonly string[] => (values.includes(ALL) ? options : values);
