import { describe, expect, it } from 'vitest';
import { blankDashboard, blankOptions, blankPanel, blankQuery, blankValues, blankVariable } from './blank';
import type { Dashboard } from './dashboard';
import { lean } from './lean';

const PANEL = {
  ...blankPanel(3, 'stat', { x: 0, y: 4, w: 12, h: 8 }),
  title: 'Load',
  queries: [{ ...blankQuery('A'), text: 'node_load1' }],
  values: { ...blankValues(), unit: 's', mappings: [{ kind: 'value' as const, match: '1', start: null, end: null, text: 'up', colour: null }] },
  options: { ...blankOptions(), sparkline: false, legend: { ...blankOptions().legend, form: 'table' as const } },
};

describe('a document to read', () => {
  it('holds what somebody decided and nothing else', () => {
    const dashboard: Dashboard = { ...blankDashboard('u', 'T'), refresh: '', annotations: [], variables: [{ ...blankVariable('job'), query: 'label_values(up, job)' }], sections: [{ title: 'A', collapsed: false, repeat: null, panels: [PANEL] }] };
    expect(lean(dashboard)).toEqual({
      version: 1, uid: 'u', title: 'T',
      variables: [{ name: 'job', kind: 'query', query: 'label_values(up, job)', sort: 'alphabetical' }],
      sections: [{ title: 'A', panels: [{ id: 3, type: 'stat', title: 'Load', grid: { y: 4 }, queries: [{ ref: 'A', text: 'node_load1' }], values: { unit: 's', mappings: [{ kind: 'value', match: '1', text: 'up' }] }, options: { sparkline: false, legend: { form: 'table' } } }] }],
    });
  });

  it('keeps its sections, by which it is told from one of Grafana’s', () => {
    expect(lean({ ...blankDashboard('u', 'T'), sections: [] })).toMatchObject({ sections: [], refresh: '30s' });
  });
});
