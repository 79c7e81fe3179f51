import { blankPanel, blankSection } from './blank';
import { panelsOf, type Dashboard, type Grid, type Panel, type PanelType, type Section } from './dashboard';
import { freePlace, moved, packed } from './place';

/** Changes of a dashboard. Each gives a new one; what it does not touch stays the same object. */

const mapSections = (dashboard: Dashboard, change: (section: Section, index: number) => Section): Dashboard => ({ ...dashboard, sections: dashboard.sections.map(change) });

const mapSection = (dashboard: Dashboard, index: number, change: (section: Section) => Section): Dashboard =>
  mapSections(dashboard, (section, i) => (i === index ? change(section) : section));

export const nextPanelId = (dashboard: Dashboard): number => Math.max(0, ...panelsOf(dashboard).map(({ id }) => id)) + 1;

export const panelById = (dashboard: Dashboard, id: number): Panel | undefined => panelsOf(dashboard).find((panel) => panel.id === id);

export const sectionOf = (dashboard: Dashboard, id: number): number => dashboard.sections.findIndex(({ panels }) => panels.some((panel) => panel.id === id));

export const withPanel = (dashboard: Dashboard, panel: Panel): Dashboard =>
  mapSections(dashboard, (section) => (section.panels.some(({ id }) => id === panel.id) ? { ...section, panels: section.panels.map((each) => (each.id === panel.id ? panel : each)) } : section));

const SIZES: Partial<Record<PanelType, { w: number; h: number }>> = { stat: { w: 4, h: 4 }, gauge: { w: 6, h: 6 }, text: { w: 12, h: 4 }, logs: { w: 24, h: 10 }, table: { w: 24, h: 8 }, traces: { w: 24, h: 8 } };

/** A new panel at the first free place of a section; a dashboard without sections gets one. */
export function addPanel(dashboard: Dashboard, section: number, type: PanelType): { dashboard: Dashboard; id: number } {
  const own = dashboard.sections.length === 0 ? { ...dashboard, sections: [blankSection('')] } : dashboard;
  const index = Math.min(Math.max(0, section), own.sections.length - 1);
  const { w, h } = SIZES[type] ?? { w: 12, h: 8 };
  const id = nextPanelId(own);
  const added = mapSection(own, index, (each) => ({ ...each, collapsed: false, panels: [...each.panels, blankPanel(id, type, freePlace(each.panels, w, h))] }));
  return { dashboard: added, id };
}

/** A copy of a panel at the first free place after it. */
export function duplicatePanel(dashboard: Dashboard, id: number): { dashboard: Dashboard; id: number } {
  const copy = nextPanelId(dashboard);
  const made = mapSections(dashboard, (section) => {
    const panel = section.panels.find((each) => each.id === id);
    if (!panel) return section;
    return { ...section, panels: [...section.panels, { ...panel, id: copy, grid: freePlace(section.panels, panel.grid.w, panel.grid.h) }] };
  });
  return { dashboard: made, id: copy };
}

export const removePanel = (dashboard: Dashboard, id: number): Dashboard =>
  mapSections(dashboard, (section) => (section.panels.some((panel) => panel.id === id) ? { ...section, panels: packed(section.panels.filter((panel) => panel.id !== id)) } : section));

/** A panel at another place or size of its section. */
export const placePanel = (dashboard: Dashboard, id: number, grid: Grid): Dashboard =>
  mapSections(dashboard, (section) => (section.panels.some((panel) => panel.id === id) ? { ...section, panels: moved(section.panels, id, grid) } : section));

/** A panel into another section, at its first free place. */
export function movePanelTo(dashboard: Dashboard, id: number, index: number): Dashboard {
  const panel = panelById(dashboard, id);
  if (!panel || sectionOf(dashboard, id) === index) return dashboard;
  return mapSection(removePanel(dashboard, id), index, (section) => ({ ...section, panels: [...section.panels, { ...panel, grid: freePlace(section.panels, panel.grid.w, panel.grid.h) }] }));
}

export const addSection = (dashboard: Dashboard, title: string): Dashboard => ({ ...dashboard, sections: [...dashboard.sections, blankSection(title)] });

export const changeSection = (dashboard: Dashboard, index: number, changes: Partial<Section>): Dashboard => mapSection(dashboard, index, (section) => ({ ...section, ...changes }));

export const moveSection = (dashboard: Dashboard, index: number, by: -1 | 1): Dashboard => {
  const to = index + by;
  if (to < 0 || to >= dashboard.sections.length) return dashboard;
  const sections = [...dashboard.sections];
  [sections[index], sections[to]] = [sections[to]!, sections[index]!];
  return { ...dashboard, sections };
};

/** The section and its panels. */
export const removeSection = (dashboard: Dashboard, index: number): Dashboard => ({ ...dashboard, sections: dashboard.sections.filter((_, i) => i !== index) });
