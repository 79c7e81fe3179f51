import type { Unit } from '@/core/format';
import type { Metadata } from './answers';
import { tryParse } from './syntax/parse';
import type { BinaryExpr, Expr } from './syntax/types';

/** What a value measures: a base unit ('' for counts), and whether it is that much per second. */
type Measure = { unit: string; perSecond: boolean };

const COUNT: Measure = { unit: '', perSecond: false };
const PERCENT = '%';

/** The last word of a metric's name and the unit it names, by the conventions of Prometheus and OpenTelemetry. */
const BY_WORD: Record<string, string> = {
  seconds: 's', milliseconds: 'ms', ms: 'ms', microseconds: 'µs', nanoseconds: 'ns', bytes: 'bytes', ratio: 'ratio', percent: PERCENT,
  celsius: '°C', volts: 'V', amperes: 'A', watts: 'W', joules: 'J', hertz: 'Hz', meters: 'm', grams: 'g',
};
/** Units in metadata: OpenMetrics' words and UCUM's signs. */
const BY_SIGN: Record<string, string> = { ...BY_WORD, s: 's', us: 'µs', ns: 'ns', By: 'bytes', '%': PERCENT, Cel: '°C', V: 'V', A: 'A', W: 'W', J: 'J', Hz: 'Hz' };

const PER_SECOND = new Set(['rate', 'irate', 'deriv']);
const COUNTS = new Set(['count', 'count_values', 'group', 'stdvar', 'count_over_time', 'changes', 'resets', 'absent', 'absent_over_time', 'present_over_time', 'stdvar_over_time', 'ln', 'log2', 'log10', 'exp', 'sgn', 'time', 'timestamp', 'histogram_fraction']);
const OF_HISTOGRAM = new Set(['histogram_quantile', 'histogram_avg', 'histogram_sum', 'histogram_stddev']);
const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** The unit an expression's values are likely in. A guess: by names, by what the metrics say of themselves, and by what is calculated. */
export function guessUnit(expression: string, metadata: Metadata): Unit {
  const tree = tryParse(expression);
  const measure = tree && measureOf(tree, metadata);
  if (!measure) return 'short';
  if (!measure.perSecond) return measure.unit || 'short';
  // Seconds spent per second are the share of the time that passed.
  return measure.unit === 's' ? 'ratio' : `${measure.unit}/s`;
}

/** The unit of what a histogram's buckets count. */
export function bucketUnit(expression: string, metadata: Metadata): Unit {
  const tree = tryParse(expression);
  const metric = tree && metricOf(tree);
  return metric ? baseUnit(metric, metadata) || 'short' : 'short';
}

const SUFFIX = /_(?:total|bucket|sum|count|created)$/;
/** The name under which metadata knows a metric, and the parts of histograms and summaries with it. */
export const familyOf = (metric: string): string => metric.replace(/_(?:bucket|sum|count)$/, '');

/** What a metric says of itself, under its own name or its family's. */
export const metadataOf = (metric: string, metadata: Metadata) => metadata[metric]?.[0] ?? metadata[familyOf(metric)]?.[0] ?? metadata[metric.replace(SUFFIX, '')]?.[0];

function baseUnit(metric: string, metadata: Metadata): string {
  const said = metadataOf(metric, metadata)?.unit ?? '';
  const known = BY_SIGN[said];
  if (known !== undefined) return known;
  const words = metric.replace(SUFFIX, '').split('_');
  // An instant in epoch seconds is no duration.
  if (/_(?:start_time|boot_time|timestamp|last_\w*time)_seconds$|_timestamp$/.test(metric)) return '';
  return BY_WORD[words.at(-1) ?? ''] ?? '';
}

function metricOf(expression: Expr): string | undefined {
  if (expression.kind === 'selector') return expression.metric || expression.matchers.find(({ label, op }) => label === '__name__' && op === '=')?.value;
  const inside = expression.kind === 'binary' ? [expression.left, expression.right] : 'args' in expression ? expression.args : 'of' in expression ? [expression.of] : [];
  for (const each of inside) {
    const found = metricOf(each);
    if (found) return found;
  }
  return undefined;
}

/** The first metric an expression names; undefined when it names none. */
export function metricIn(expression: string): string | undefined {
  const tree = tryParse(expression);
  return tree && metricOf(tree);
}

/** Undefined for plain numbers, which fit to anything. */
function measureOf(expression: Expr, metadata: Metadata): Measure | undefined {
  switch (expression.kind) {
    case 'number':
    case 'string':
      return undefined;
    case 'selector': {
      const metric = metricOf(expression) ?? '';
      return /_(?:bucket|count)$/.test(metric) ? COUNT : { unit: baseUnit(metric, metadata), perSecond: false };
    }
    case 'negative':
    case 'subquery':
      return measureOf(expression.of, metadata);
    case 'binary':
      return binaryMeasure(expression, metadata);
    case 'aggregation':
      return COUNTS.has(expression.op) ? COUNT : firstMeasure(expression.args, metadata);
    case 'call': {
      const { name, args } = expression;
      if (COUNTS.has(name)) return COUNT;
      if (OF_HISTOGRAM.has(name)) return { unit: baseUnit(metricOf(expression) ?? '', metadata), perSecond: false };
      const inner = firstMeasure(args, metadata);
      if (name === 'histogram_count') return { unit: '', perSecond: inner?.perSecond ?? false };
      return PER_SECOND.has(name) && inner ? { ...inner, perSecond: true } : inner;
    }
  }
}

function firstMeasure(args: readonly Expr[], metadata: Metadata): Measure | undefined {
  for (const arg of args) {
    const found = measureOf(arg, metadata);
    if (found) return found;
  }
  return undefined;
}

function binaryMeasure({ op, bool, left, right }: BinaryExpr, metadata: Metadata): Measure | undefined {
  const [a, b] = [measureOf(left, metadata), measureOf(right, metadata)];
  if (COMPARISONS.has(op)) return bool ? COUNT : (a ?? b);
  if (op === '/') return quotient(a, b, right);
  if (op === '*') return product(a, b, left, right);
  return op === '^' || op === 'atan2' ? COUNT : (a ?? b);
}

function quotient(a: Measure | undefined, b: Measure | undefined, divisor: Expr): Measure | undefined {
  if (a && b) {
    const perSecond = a.perSecond && !b.perSecond;
    if (a.unit === b.unit) return a.perSecond === b.perSecond ? { unit: 'ratio', perSecond: false } : { unit: '', perSecond };
    return { unit: b.unit === '' ? a.unit : `${a.unit}/${b.unit}`, perSecond };
  }
  if (a && divisor.kind === 'number' && Number(divisor.text) === 1) return a;
  if (a?.unit === PERCENT && divisor.kind === 'number' && Number(divisor.text) === 100) return { ...a, unit: 'ratio' };
  return a || b ? COUNT : undefined;
}

function product(a: Measure | undefined, b: Measure | undefined, left: Expr, right: Expr): Measure | undefined {
  if (a && b) return a.unit === 'ratio' ? b : b.unit === 'ratio' || b.unit === '' ? a : COUNT;
  const [measure, factor] = a ? [a, right] : [b, left];
  if (!measure || factor.kind !== 'number') return measure;
  if (Number(factor.text) === 1) return measure;
  const share = measure.unit === 'ratio' || (measure.unit === 's' && measure.perSecond);
  return share && Number(factor.text) === 100 ? { unit: PERCENT, perSecond: false } : COUNT;
}
