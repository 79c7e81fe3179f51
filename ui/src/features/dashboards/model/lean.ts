import { blankAnnotation, blankOptions, blankPanel, blankQuery, blankSection, blankValues, blankVariable } from './blank';
import type { Dashboard, Override, Panel, Section, Values } from './dashboard';

type Lean = Record<string, unknown>;

const DASHBOARD = { description: '', tags: [], start: 'now-1h', end: 'now', refresh: '', variables: [], annotations: [], links: [], requires: [] };
const GRID = { x: 0, y: 0, w: 12, h: 8 };
const PANEL: Lean = { ...blankPanel(0, 'timeseries', GRID), id: undefined, type: undefined, queries: [], values: {}, options: {} };
const MAPPING = { match: '', start: null, end: null, text: null, colour: null };
const LINK = { title: '', url: '', new_tab: false, tags: [] };

/** The keys that are not as they are by default. */
const unlike = (value: object, usual: object): Lean => Object.fromEntries(Object.entries(value).filter(([key, own]) => JSON.stringify(own) !== JSON.stringify((usual as Lean)[key])));

/** A part of a part: left out when nothing of it is left. */
const filled = (key: string, value: unknown): Lean => {
  const empty = Array.isArray(value) ? value.length === 0 : typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return empty ? {} : { [key]: value };
};

/** A document without what is as it is by default: short enough to read. The server fills it in again. */
export function lean(dashboard: Dashboard): Lean {
  const { version, uid, title, sections, variables, annotations, links, ...rest } = dashboard;
  return {
    version, uid, title,
    ...unlike(rest, DASHBOARD),
    ...filled('variables', variables.map((variable) => ({ name: variable.name, kind: variable.kind, ...unlike(variable, { ...blankVariable(variable.name), kind: variable.kind, sort: '' }) }))),
    ...filled('annotations', annotations.map((annotation) => ({ name: annotation.name, kind: annotation.kind, ...unlike(annotation, blankAnnotation(annotation.name, annotation.kind)) }))),
    ...filled('links', links.map((link) => unlike(link, LINK))),
    sections: sections.map(leanSection),
  };
}

const leanSection = (section: Section): Lean => {
  const { panels, ...rest } = section;
  return { ...unlike(rest, blankSection('')), ...filled('panels', panels.map(leanPanel)) };
};

export function leanPanel(panel: Panel): Lean {
  const { id, type, title, grid, queries, values, overrides, options, links, ...rest } = panel;
  return {
    id, type, title,
    ...filled('grid', unlike(grid, GRID)),
    ...unlike(rest, PANEL),
    ...filled('queries', queries.map((query) => ({ ref: query.ref, ...unlike(query, blankQuery(query.ref)) }))),
    ...filled('values', leanValues(values)),
    ...filled('overrides', overrides.map(leanOverride)),
    ...filled('options', leanOptions(options)),
    ...filled('links', links.map((link) => unlike(link, LINK))),
  };
}

const leanOverride = ({ by, match, values }: Override): Lean => ({ by, match, values: leanValues(values) });

const leanValues = ({ mappings, ...rest }: Values): Lean => ({ ...unlike(rest, blankValues()), ...filled('mappings', mappings.map(({ kind, ...mapping }) => ({ kind, ...unlike(mapping, MAPPING) }))) });

const leanOptions = ({ legend, ...rest }: Panel['options']): Lean => ({ ...unlike(rest, blankOptions()), ...filled('legend', unlike(legend, blankOptions().legend)) });
