import { expect, it } from 'vitest';
import { bucketsExpression } from './bucketsExpression';

it.each([
  ['histogram_quantile(0.95, sum by (le) (rate(a_bucket[5m])))', 'sum by (le) (rate(a_bucket[5m]))'],
  ['histogram_quantile(0.5, rate(a[5m])) * 1000', 'rate(a[5m])'],
  ['sum by (le) (rate(a_bucket[5m]))', 'sum by (le) (rate(a_bucket[5m]))'],
  ['a / b', 'a / b'],
])('the buckets of %s are %s', (expression, buckets) => {
  expect(bucketsExpression(expression)).toBe(buckets);
});
