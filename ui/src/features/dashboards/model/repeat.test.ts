import { describe, expect, it } from 'vitest';
import { blankDashboard, blankPanel, blankSection } from './blank';
import type { Panel } from './dashboard';
import { ALL, type Scope } from './interpolation';
import { shownSections } from './repeat';

const SCOPE: Scope = { host: { values: ['a', 'b', 'c'], several: true }, every: { values: [ALL], several: true, options: ['x', 'y'] } };

const dashboardOf = (...panels: Panel[]) => ({ ...blankDashboard('u', 'T'), sections: [{ ...blankSection(''), panels }] });
const repeated = (direction: 'across' | 'down', perRow = 4): Panel => ({
  ...blankPanel(1, 'stat', { x: 0, y: 0, w: 8, h: 3 }),
  title: 'CPU $host',
  repeat: { variable: 'host', direction, per_row: perRow },
});

describe('repeating', () => {
  it('puts a panel for each value side by side, as wide as fits', () => {
    const [section] = shownSections(dashboardOf(repeated('across')), SCOPE);
    expect(section!.panels.map(({ key, panel: { grid } }) => [key, grid.x, grid.w, grid.y])).toEqual([['1:a', 0, 8, 0], ['1:b', 8, 8, 0], ['1:c', 16, 8, 0]]);
    expect(section!.panels.map(({ scope }) => scope.host!.values)).toEqual([['a'], ['b'], ['c']]);
  });

  it('breaks rows after so many and moves down what is below', () => {
    const [section] = shownSections(dashboardOf(repeated('across', 2), blankPanel(2, 'stat', { x: 0, y: 3, w: 24, h: 2 })), SCOPE);
    expect(section!.panels.map(({ key, panel: { grid } }) => [key, grid.x, grid.y])).toEqual([['1:a', 0, 0], ['1:b', 12, 0], ['1:c', 0, 3], ['2', 0, 6]]);
  });

  it('puts copies below one another', () => {
    const [section] = shownSections(dashboardOf(repeated('down')), SCOPE);
    expect(section!.panels.map(({ panel: { grid } }) => [grid.x, grid.y, grid.w])).toEqual([[0, 0, 8], [0, 3, 8], [0, 6, 8]]);
  });

  it('repeats sections with All for every choice and names them', () => {
    const section = { ...blankSection('Host $every'), repeat: { variable: 'every', direction: 'across' as const, per_row: 4 }, panels: [blankPanel(7, 'text', { x: 0, y: 0, w: 4, h: 2 })] };
    const shown = shownSections({ ...blankDashboard('u', 'T'), sections: [section] }, SCOPE);
    expect(shown.map(({ title, panels }) => [title, panels[0]!.key])).toEqual([['Host x', 'x/7'], ['Host y', 'y/7']]);
  });

  it('shows the document itself to those who edit it', () => {
    const [section] = shownSections(dashboardOf(repeated('across')), SCOPE, true);
    expect(section!.panels.map(({ key, panel: { grid }, scope }) => [key, grid.w, scope.host!.values])).toEqual([['1', 8, ['a']]]);
  });

  it('shows once what is repeated for something unknown', () => {
    const panel = { ...repeated('across'), repeat: { variable: 'nobody', direction: 'across' as const, per_row: 4 } };
    expect(shownSections(dashboardOf(panel), SCOPE)[0]!.panels.map(({ key }) => key)).toEqual(['1']);
  });
});
