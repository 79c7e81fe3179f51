import { describe, expect, it } from 'vitest';
import type { Explosion } from '../api';
import { adviceOn, exploding, growth, severityOf } from './explosions';

const explosion = (name: string, series: number, grown: number, more: Partial<Explosion> = {}): Explosion => ({
  metric: { name, series, series_1h_ago: series - grown, series_24h_ago: null, new_last_hour: grown, grown },
  at_limit: false,
  label: 'user_id',
  values: grown,
  series_without: 2,
  samples: ['a', 'b'],
  together_with: [],
  labels: [],
  ...more,
});

it('tells an explosion from ordinary growth', () => {
  expect(severityOf(explosion('a', 1000, 900))).toBe('warning');
  expect(severityOf(explosion('a', 1000, 99))).toBe('ok');
  expect(severityOf(explosion('new', 300, 300))).toBe('ok');
  expect(severityOf(explosion('new', 3000, 3000))).toBe('warning');
  expect(severityOf(explosion('a', 10_000, 500))).toBe('ok');
  expect(severityOf(explosion('a', 10_000, 0, { at_limit: true }))).toBe('error');
});

it('begins with those at their limit, then by growth', () => {
  const found = exploding([explosion('calm', 9, 1), explosion('b', 500, 400), explosion('full', 900, 0, { at_limit: true }), explosion('c', 900, 800)]);
  expect(found.map(({ metric }) => metric.name)).toEqual(['full', 'c', 'b']);
});

it('says how it grew over the time that says more', () => {
  const count = { name: 'x', new_last_hour: 0, grown: 430 };
  expect(growth({ ...count, series: 450, series_1h_ago: 20, series_24h_ago: 30 })).toBe('from 20 to 450 series in an hour');
  expect(growth({ ...count, series: 450, series_1h_ago: 440, series_24h_ago: 20 })).toBe('from 20 to 450 series in a day');
  expect(growth({ ...count, series: 450, series_1h_ago: null, series_24h_ago: null })).toBe('450 series');
});

describe('advice', () => {
  it('drops the metric, or empties the label and those that change with it', () => {
    const [whole, label] = adviceOn(explosion('http_requests_total', 450, 400, { together_with: ['session'] }));
    expect(whole!.rule).toContain('regex: http_requests_total\n    action: drop');
    expect(label!.rule.match(/target_label: (\w+)\n {4}replacement: ""/g)).toHaveLength(2);
    expect(label!.title).toBe('Leave out the labels');
    expect(label!.when).toContain('About 2 series');
  });

  it('leaves labels alone where no single one explains it, or where it makes the histogram', () => {
    for (const label of [null, 'le']) expect(adviceOn(explosion('x_bucket', 450, 400, { label })).map(({ id }) => id)).toEqual(['metric']);
  });
});
