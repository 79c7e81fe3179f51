import { expect, it } from 'vitest';
import { metricsIn } from './metricsIn';

it('finds every metric once, wherever it stands', () => {
  expect(metricsIn('sum by (le) (rate(a_bucket{job=~"$job"}[$__rate_interval])) / -max_over_time(b[1h:5m]) > on () topk(3, a_bucket)')).toEqual(['a_bucket', 'b']);
  expect(metricsIn('1 - 2')).toEqual([]);
  expect(metricsIn('{__name__=~"a.*"}')).toEqual([]);
  expect(metricsIn('sum(')).toEqual([]);
});
