import type { Schemas } from '@/api/client';

/** The server answers documents with every key: what may be left out when sending is always there when reading. */
type Full<T> = T extends readonly (infer Item)[] ? Full<Item>[] : T extends object ? { [Key in keyof T]-?: Full<T[Key]> } : T;

/** A dashboard as docs/dashboards.md describes it, with everything that is as it is by default. Never changed in place. */
export type Dashboard = Full<Schemas['Dashboard']>;
export type Section = Full<Schemas['Section']>;
export type Panel = Full<Schemas['Panel']>;
export type PanelType = Panel['type'];
export type Grid = Full<Schemas['Grid']>;
export type Query = Full<Schemas['Query']>;
export type QueryLanguage = Query['language'];
export type Values = Full<Schemas['Values']>;
export type Override = Full<Schemas['Override']>;
export type Options = Full<Schemas['Options']>;
export type Legend = Full<Schemas['Legend']>;
export type Threshold = Full<Schemas['Threshold']>;
export type Mapping = Full<Schemas['Mapping']>;
export type PanelLink = Full<Schemas['Link']>;
export type Repeat = Full<Schemas['Repeat']>;
export type Variable = Full<Schemas['Variable']>;
export type Annotation = Full<Schemas['Annotation']>;
export type Calculation = Legend['calculations'][number];

/** A dashboard in the list, and one with where it comes from. */
export type DashboardSummary = Schemas['DashboardSummary'];
export type DashboardView = Omit<Schemas['DashboardView'], 'dashboard'> & { dashboard: Dashboard };
export type Note = Schemas['DashboardNote'];

/** The grid of a section: columns, the height of a row and the gap between panels in px. */
export const COLUMNS = 24;
export const ROW_PX = 30;
export const GAP_PX = 8;

export const panelsOf = (dashboard: Dashboard): Panel[] => dashboard.sections.flatMap(({ panels }) => panels);
