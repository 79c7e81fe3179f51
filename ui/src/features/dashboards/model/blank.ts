import type { Annotation, Dashboard, Grid, Options, Panel, PanelType, Query, Section, Values, Variable } from './dashboard';

/** Parts as they are by default: what a document may leave out. */
export const blankValues = (): Values => ({
  unit: '', decimals: null, minimum: null, maximum: null, thresholds: [], threshold_mode: 'absolute', mappings: [], name: '', no_value: '',
  colour: '', hidden: false, draw: '', axis: '', negative: false, fill: null, apart: false, width: null,
});

export const blankOptions = (): Options => ({
  draw: 'lines', stack: 'none', fill: 0, line_width: 1, steps: false, connect_gaps: false, log_base: 0, axis_label: '', show_thresholds: false,
  legend: { shown: true, form: 'list', place: 'bottom', calculations: [] }, calculation: 'last', all_values: false, colour_by: 'value', sparkline: true, shows: 'auto',
  orientation: 'auto', shape: 'bars', columns: [], hidden_columns: [], renamed_columns: {}, sort_by: '', sort_descending: true, row_limit: null,
  merge_values: true, content: '', wrap: false, newest_first: true,
});

export const blankQuery = (ref: string): Query => ({ ref, language: 'promql', text: '', legend: '', instant: false, step: null, form: 'series', hidden: false });

/** Figures and tables ask for one instant, logs and traces in their own language; text asks nothing. */
function firstQueries(type: PanelType): Query[] {
  const query = blankQuery('A');
  if (type === 'text') return [];
  if (type === 'logs' || type === 'traces') return [{ ...query, language: type }];
  return [{ ...query, instant: type === 'table' || type === 'bar', form: type === 'table' ? 'table' : type === 'heatmap' ? 'heatmap' : 'series' }];
}

export const blankPanel = (id: number, type: PanelType, grid: Grid): Panel => ({
  id, type, title: '', description: '', grid, queries: firstQueries(type), values: blankValues(), overrides: [], options: blankOptions(), links: [], repeat: null,
  time_from: '', time_shift: '',
});

export const blankSection = (title: string): Section => ({ title, collapsed: false, repeat: null, panels: [] });

export const blankVariable = (name: string): Variable => ({
  name, kind: 'query', label: '', query: '', regex: '', options: [], current: [], multiple: false, include_all: false, all_value: '', hidden: false, sort: 'alphabetical',
});

export const blankAnnotation = (name: string, kind: Annotation['kind']): Annotation => ({ name, kind, query: '', colour: '', enabled: true });

/** An empty dashboard with the marks people expect: what changed, and what fired. */
export const blankDashboard = (uid: string, title: string): Dashboard => ({
  version: 1, uid, title, description: '', tags: [], start: 'now-1h', end: 'now', refresh: '30s', variables: [],
  annotations: [blankAnnotation('Changes', 'changes'), blankAnnotation('Alerts', 'alerts')], links: [], sections: [blankSection('')], requires: [],
});
