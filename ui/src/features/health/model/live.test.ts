import { expect, it } from 'vitest';
import type { MonitorRow } from '../api/types';
import { applyEvents, type StateEvent } from './live';

const rows = [{ id: 'a', state: 'up' }, { id: 'b', state: 'up' }] as MonitorRow[];
const down: StateEvent = { name: 'state', id: 'b', state: 'down', since: '2026-01-01T00:00:00Z', reason: 'refused', message: '', suppressed_by: null };

it('changes the monitor that is told of and leaves the others as they are', () => {
  const { monitors, strangers } = applyEvents(rows, [down, { name: 'result', id: 'b', at: 1_767_225_601, outcome: 'down', seconds: 0.2, vantage: 'here' }]);
  expect(monitors[0]).toBe(rows[0]);
  expect(monitors[1]).toMatchObject({ state: 'down', reason: 'refused', last_seconds: 0.2, last_at: '2026-01-01T00:00:01.000Z' });
  expect(strangers).toBe(false);
});

it('keeps the list itself when nothing of it changed', () => {
  expect(applyEvents(rows, [{ name: 'counts' }]).monitors).toBe(rows);
});

it('says when somebody new is told of', () => {
  const answer = applyEvents(rows, [{ ...down, id: 'new' }]);
  expect(answer).toEqual({ monitors: rows, strangers: true });
  expect(answer.monitors).toBe(rows);
});

it('drops a monitor that is no more', () => {
  expect(applyEvents(rows, [{ name: 'gone', id: 'a' }]).monitors.map(({ id }) => id)).toEqual(['b']);
});
