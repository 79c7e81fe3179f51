import type { Grouping, Matcher } from '../syntax/types';
import { specOf } from './operations';

/** One step of the builder: what is done, with which parameters (as they are written), grouped by what. */
export type Operation = { id: string; parameters: string[]; grouping?: Grouping };

/** What the builder can express: a selector, and operations on it one after another. */
export type BuilderQuery = { metric: string; matchers: Matcher[]; operations: Operation[] };

export const EMPTY_QUERY: BuilderQuery = { metric: '', matchers: [], operations: [] };

/** An operation as it is when somebody chooses it. */
export const newOperation = (id: string): Operation => ({ id, parameters: (specOf(id)?.parameters ?? []).map(({ initial }) => initial) });

/** What one would look at first of a metric of this type: counters grow, buckets have quantiles. */
export function usualOperations(metric: string, type: string | undefined): Operation[] {
  const rate = newOperation('rate');
  // A series under the family's own name is a native histogram: the parts of classic ones have suffixes.
  const native = type === 'histogram' && !/_(?:bucket|sum|count)$/.test(metric);
  if (metric.endsWith('_bucket') || native) {
    const sum: Operation = { id: 'sum', parameters: [], grouping: { without: false, labels: native ? [] : ['le'] } };
    return [rate, sum, newOperation('histogram_quantile')];
  }
  return type === 'counter' || /_(?:total|sum|count)$/.test(metric) ? [rate] : [];
}
