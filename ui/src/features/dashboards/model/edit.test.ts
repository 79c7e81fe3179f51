import { describe, expect, it } from 'vitest';
import { blankDashboard } from './blank';
import { panelsOf } from './dashboard';
import { addPanel, addSection, duplicatePanel, movePanelTo, moveSection, placePanel, removePanel, removeSection, withPanel } from './edit';

const empty = blankDashboard('u', 'T');
const two = addPanel(addPanel(empty, 0, 'timeseries').dashboard, 0, 'timeseries').dashboard;

describe('changing a dashboard', () => {
  it('puts new panels beside one another with ids of their own', () => {
    expect(panelsOf(two).map(({ id, grid }) => [id, grid.x, grid.y])).toEqual([[1, 0, 0], [2, 12, 0]]);
  });

  it('makes a section where there is none', () => {
    expect(addPanel({ ...empty, sections: [] }, -1, 'text').dashboard.sections).toHaveLength(1);
  });

  it('copies a panel with all it has', () => {
    const named = withPanel(two, { ...panelsOf(two)[0]!, title: 'Load' });
    const { dashboard, id } = duplicatePanel(named, 1);
    expect(panelsOf(dashboard).map((panel) => [panel.id, panel.title, panel.grid.y])).toEqual([[1, 'Load', 0], [2, '', 0], [id, 'Load', 8]]);
  });

  it('closes up what a removed panel leaves', () => {
    const placed = placePanel(two, 2, { x: 0, y: 8, w: 12, h: 8 });
    expect(panelsOf(removePanel(placed, 1)).map(({ grid }) => grid.y)).toEqual([0]);
  });

  it('takes a panel into another section', () => {
    const sections = movePanelTo(addSection(two, 'More'), 1, 1).sections;
    expect(sections.map(({ panels }) => panels.map(({ id }) => id))).toEqual([[2], [1]]);
  });

  it('changes the order of sections and drops one', () => {
    const named = addSection(two, 'More');
    expect(moveSection(named, 1, -1).sections.map(({ title }) => title)).toEqual(['More', '']);
    expect(moveSection(named, 0, -1)).toBe(named);
    expect(removeSection(named, 0).sections.map(({ title }) => title)).toEqual(['More']);
  });

  it('leaves what it does not touch as it is', () => {
    const named = addSection(two, 'More');
    expect(placePanel(named, 2, { x: 0, y: 0, w: 12, h: 8 }).sections[1]).toBe(named.sections[1]);
  });
});
