import { describe, expect, it } from 'vitest';
import type { MonitorRow } from '../api/types';
import { ATTENTION, boardItems, countsOf, matching, UNGROUPED } from './board';
import { certificateTone, dayBar, daysLeft, uptimeOf } from './days';
import { whyOf } from './state';

const monitor = (name: string, more: Partial<MonitorRow> = {}): MonitorRow => ({
  id: name, name, kind: 'http', target: `http://${name}/`, group: '', service: '', environment: '', source: 'ui', state: 'up', since: '2026-01-01T00:00:00Z', reason: '', message: '',
  suppressed_by: null, severity: 'critical', interval_seconds: 30, enabled: true, last_at: null, last_seconds: null, certificate_expires: null, traffic: null, vantages: [],
  uptime_24h: null, latency: [], ...more,
});
const day = { up: 0, degraded: 0, down: 0, maintenance: 0, unknown: 0 };

describe('the board', () => {
  const names = (items: ReturnType<typeof boardItems>) => items.map((item) => ('head' in item ? `# ${item.head} ${item.count}` : item.monitor.name));

  it('shows what fails first, causes before their symptoms, and the rest by group', () => {
    const items = boardItems([
      monitor('web 10', { group: 'shop' }), monitor('web 2', { group: 'shop' }), monitor('lonely'), monitor('slow', { state: 'degraded', group: 'shop' }),
      monitor('symptom', { state: 'down', suppressed_by: { id: 'cause', name: 'cause' } }), monitor('cause', { state: 'down' }),
    ]);
    expect(names(items)).toEqual([`# ${ATTENTION} 3`, 'cause', 'slow', 'symptom', '# shop 2', 'web 2', 'web 10', `# ${UNGROUPED} 1`, 'lonely']);
  });

  it('keeps the same line for a monitor that did not change', () => {
    const [a, b] = [monitor('a'), monitor('b')];
    const [first, again] = [boardItems([a, b]), boardItems([a, { ...b, last_seconds: 1 }])];
    expect(again[1]).toBe(first[1]);
    expect(again[2]).not.toBe(first[2]);
  });

  it('finds by every word, wherever it stands', () => {
    const all = [monitor('api', { group: 'shop', kind: 'http' }), monitor('db', { group: 'shop', kind: 'postgres' })];
    expect(matching(all, { q: 'SHOP post' }).map(({ name }) => name)).toEqual(['db']);
    expect(matching(all, { q: 'shop nothing' })).toEqual([]);
  });

  it('tells failing from what only waits', () => {
    const all = [monitor('a', { state: 'stale' }), monitor('b', { state: 'maintenance' }), monitor('c', { state: 'down' })];
    expect(matching(all, { state: 'failing' }).map(({ name }) => name)).toEqual(['a', 'c']);
    expect(countsOf(all)).toMatchObject({ stale: 1, maintenance: 1, down: 1, up: 0 });
  });

  it('gives the reason in words where the check left no message', () => {
    expect(whyOf({ state: 'down', reason: 'refused', message: '' })).toBe('the connection was refused');
    expect(whyOf({ state: 'down', reason: 'status', message: '503, wanted 2xx' })).toBe('503, wanted 2xx');
    expect(whyOf({ state: 'up', reason: '', message: 'fine' })).toBe('');
  });
});

describe('a day of 90', () => {
  it('shows a short outage large enough to be seen, and a long one as long as it was', () => {
    expect(dayBar({ ...day, up: 86_390, down: 10 })).toEqual({ tone: 'error', bad: 0.22 });
    expect(dayBar({ ...day, up: 43_200, down: 43_200 })).toEqual({ tone: 'error', bad: 0.5 });
  });

  it('is no green day when nobody looked', () => {
    expect(dayBar({ ...day, unknown: 86_400 }).tone).toBe('none');
  });

  it('counts neither maintenance nor what nobody saw against availability', () => {
    expect(uptimeOf([{ ...day, up: 75, down: 25, maintenance: 1000, unknown: 5000 }])).toBe(0.75);
    expect(uptimeOf([{ ...day, maintenance: 1000 }])).toBeNull();
  });

  it('warns of a certificate before it ends', () => {
    expect(daysLeft('2026-02-01T00:00:00Z', Date.parse('2026-01-20T12:00:00Z') / 1000)).toBe(11);
    expect([30, 11, 2, -1].map(certificateTone)).toEqual([undefined, 'warning', 'error', 'error']);
  });
});
