import { expect, it } from 'vitest';
import { blankDashboard } from './blank';
import { panelsOf } from './dashboard';
import { difference } from './difference';
import { addPanel, placePanel, removePanel, withPanel } from './edit';

it('tells in words what became of a dashboard', () => {
  const two = addPanel(addPanel(blankDashboard('u', 'T'), 0, 'stat').dashboard, 0, 'table').dashboard;
  const then = withPanel(two, { ...panelsOf(two)[0]!, title: 'Load' });
  const three = addPanel({ ...then, tags: ['a'] }, 0, 'text').dashboard;
  const now = placePanel(removePanel(three, 2), 1, { x: 4, y: 0, w: 6, h: 4 });
  expect(difference(then, now)).toEqual(['The tags changed', 'panel 3 was added', 'panel 2 was removed', '“Load”: place or size']);
  expect(difference(now, now)).toEqual([]);
});
