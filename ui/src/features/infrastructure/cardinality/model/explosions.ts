import { thousands } from '@/core/format';
import type { Severity } from '@/core/severity';
import { dropLabels, dropMetric } from '../../model/rules';
import type { Explosion, MetricCount } from '../api';

/** Growth by fewer series than this is no explosion, whatever its share. */
const MANY = 100;
/** Nor is growth by a smaller share of what there is now. */
const SHARE = 0.3;
/** What was not there before is new, not exploding, unless it comes in such numbers. */
const MANY_AT_ONCE = 1000;
/** Labels that belong to the type of the metric: leaving them out would make it useless. */
const STRUCTURE = new Set(['le', 'quantile']);

/** How bad the growth of a metric is: at its limit new series are refused already. */
export function severityOf({ at_limit, metric: { series, grown } }: Explosion): Severity {
  if (at_limit) return 'error';
  const many = grown === series ? MANY_AT_ONCE : MANY;
  return grown >= many && grown >= series * SHARE ? 'warning' : 'ok';
}

/** Those worth a look, the worst first. */
export const exploding = (explosions: readonly Explosion[]): Explosion[] =>
  explosions.filter((one) => severityOf(one) !== 'ok').toSorted((a, b) => Number(b.at_limit) - Number(a.at_limit) || b.metric.grown - a.metric.grown);

/** How a metric grew, in words: `from 20 to 450 series in an hour`. */
export function growth({ series, series_1h_ago: hour, series_24h_ago: day }: MetricCount): string {
  const [before, span] = hour !== null && series - hour >= series - (day ?? series) ? [hour, 'an hour'] : [day, 'a day'];
  return before === null ? `${thousands(series)} series` : `from ${thousands(before)} to ${thousands(series)} series in ${span}`;
}

/** What can be done about a label, and when that is right. */
export type Advice = { id: 'label' | 'metric'; title: string; when: string; rule: string };

/**
 * Rules for metric_relabel_configs. A label can only be left out of its series where they stay different without it: else two
 * samples of one scrape would say different things of one series.
 */
export function adviceOn({ metric: { name, series }, label, series_without: without, together_with: together }: Explosion): Advice[] {
  const whole: Advice = {
    id: 'metric',
    title: 'Leave out the metric',
    when: 'Nothing of it is stored any more.',
    rule: dropMetric(name),
  };
  if (label === null || STRUCTURE.has(label)) return [whole];
  const labels = [label, ...together];
  const one: Advice = {
    id: 'label',
    title: together.length > 0 ? 'Leave out the labels' : 'Leave out the label',
    when:
      without === null || without === series
        ? 'Only where other labels still tell its series apart: two series of one scrape must not become one.'
        : `About ${thousands(without)} series would be left. Only where the program itself can add them up: two series of one scrape must not become one.`,
    rule: dropLabels(name, labels),
  };
  return [whole, one];
}
