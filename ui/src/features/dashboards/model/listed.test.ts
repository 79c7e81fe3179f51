import { describe, expect, it } from 'vitest';
import type { DashboardSummary } from './dashboard';
import { listed, tagsOf } from './listed';

const item = (title: string, more: Partial<DashboardSummary> = {}): DashboardSummary => ({
  uid: title, title, description: '', tags: [], folder: '', origin: 'stored', panels: 1, version: 1, updated_at: null, updated_by: '', starred: false, available: true, requires: [], ...more,
});
const shipped = (title: string, more: Partial<DashboardSummary> = {}) => item(title, { folder: 'Shipped', origin: 'shipped', ...more });
const shown = (...found: Parameters<typeof listed>) => listed(...found).folders.map(({ name, items }) => [name, ...items.map(({ title }) => title)]);

describe('the list of dashboards', () => {
  it('puts stars first, then what people made, then what is shipped', () => {
    expect(shown([shipped('Redis'), item('b'), item('a'), item('deep', { folder: 'Team/Shop' }), shipped('Host', { starred: true })], {})).toEqual([
      ['Starred', 'Host'], ['No folder', 'a', 'b'], ['Team/Shop', 'deep'], ['Shipped', 'Redis'],
    ]);
  });

  it('leaves out what has no data yet, but says how many, and keeps stars', () => {
    const items = [shipped('Redis', { available: false }), shipped('Host', { available: false, starred: true })];
    expect(listed(items, {})).toMatchObject({ count: 1, hidden: 1 });
    expect(listed(items, { all: '1' })).toMatchObject({ count: 2, hidden: 0 });
  });

  it('finds by every word in title, tags, folder and description', () => {
    const items = [item('Shop', { tags: ['web'], description: 'Orders' }), item('Other')];
    expect(shown(items, { q: 'WEB ord' })).toEqual([['No folder', 'Shop']]);
    expect(shown(items, { tag: 'web' })).toEqual([['No folder', 'Shop']]);
    expect(shown(items, { q: 'nothing' })).toEqual([]);
  });

  it('names the most used tags first', () => {
    expect(tagsOf([item('a', { tags: ['x', 'y'] }), item('b', { tags: ['y'] })])).toEqual(['y', 'x']);
  });
});
