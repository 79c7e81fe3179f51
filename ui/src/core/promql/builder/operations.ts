import { AGGREGATIONS } from '../syntax/types';

/** What a parameter of an operation is, and what it starts with. */
export type Parameter = { name: string; kind: 'number' | 'range' | 'label'; initial: string };

export type OperationKind = 'range' | 'aggregation' | 'function' | 'arithmetic' | 'comparison';

/** Something the builder can do to series. `after` says whether parameters follow the series between the parentheses. */
export type OperationSpec = { id: string; kind: OperationKind; help: string; parameters: readonly Parameter[]; after?: boolean };

/** Long enough for a rate at every usual interval of scrapes. */
const RANGE: Parameter = { name: 'Range', kind: 'range', initial: '5m' };
const number = (name: string, initial: string): Parameter => ({ name, kind: 'number', initial });

const overTime = (id: string, help: string, ...before: Parameter[]): OperationSpec => ({ id, kind: 'range', help, parameters: [...before, RANGE] });
const plain = (id: string, help: string): OperationSpec => ({ id, kind: 'function', help, parameters: [] });
const operator = (id: string, kind: 'arithmetic' | 'comparison', help: string, initial = '1'): OperationSpec => ({ id, kind, help, parameters: [number('Value', initial)] });

const AGGREGATION_HELP: Record<(typeof AGGREGATIONS)[number], [help: string, parameter?: Parameter]> = {
  sum: ['The sum of the series of each group'],
  avg: ['The average of the series of each group'],
  min: ['The smallest of each group'],
  max: ['The largest of each group'],
  count: ['How many series are in each group'],
  group: ['1 for each group'],
  stddev: ['The standard deviation within each group'],
  stdvar: ['The variance within each group'],
  topk: ['The largest series', number('How many', '10')],
  bottomk: ['The smallest series', number('How many', '10')],
  quantile: ['A quantile across the series of each group', number('Quantile', '0.95')],
  count_values: ['How many series have each value, as a label', { name: 'Label', kind: 'label', initial: 'value' }],
  limitk: ['Any few of the series', number('How many', '10')],
  limit_ratio: ['A share of the series, always the same', number('Share', '0.1')],
};

/** Everything the builder offers, in the order it is listed. */
export const OPERATIONS: readonly OperationSpec[] = [
  overTime('rate', 'How fast a counter grows, per second'),
  overTime('increase', 'How much a counter grew'),
  overTime('irate', 'How fast a counter grew between its last two samples, per second'),
  overTime('delta', 'How much a gauge changed'),
  overTime('deriv', 'How fast a gauge changes, per second'),
  overTime('avg_over_time', 'The average over time'),
  overTime('min_over_time', 'The smallest value over time'),
  overTime('max_over_time', 'The largest value over time'),
  overTime('sum_over_time', 'The sum of all samples over time'),
  overTime('count_over_time', 'How many samples there were'),
  overTime('last_over_time', 'The newest sample, however old within the range'),
  overTime('stddev_over_time', 'The standard deviation over time'),
  overTime('changes', 'How often the value changed'),
  overTime('resets', 'How often a counter began anew'),
  overTime('quantile_over_time', 'A quantile over time', number('Quantile', '0.95')),
  { id: 'predict_linear', kind: 'range', help: 'The value in so many seconds if it goes on like this', parameters: [RANGE, number('Seconds ahead', '3600')], after: true },
  ...AGGREGATIONS.map((id): OperationSpec => ({ id, kind: 'aggregation', help: AGGREGATION_HELP[id][0], parameters: AGGREGATION_HELP[id][1] ? [AGGREGATION_HELP[id][1]] : [] })),
  { id: 'histogram_quantile', kind: 'function', help: 'A quantile of a histogram; of buckets keep the label le', parameters: [number('Quantile', '0.95')] },
  plain('histogram_avg', 'The average of a native histogram'),
  plain('histogram_count', 'How many a native histogram counted'),
  plain('histogram_sum', 'The sum of what a native histogram counted'),
  plain('abs', 'Without the sign'),
  plain('ceil', 'Rounded up'),
  plain('floor', 'Rounded down'),
  { id: 'round', kind: 'function', help: 'Rounded to a multiple', parameters: [number('Multiple of', '1')], after: true },
  { id: 'clamp_min', kind: 'function', help: 'At least this', parameters: [number('At least', '0')], after: true },
  { id: 'clamp_max', kind: 'function', help: 'At most this', parameters: [number('At most', '1')], after: true },
  plain('sqrt', 'The square root'),
  plain('ln', 'The natural logarithm'),
  plain('log2', 'The logarithm of base 2'),
  plain('log10', 'The logarithm of base 10'),
  plain('exp', 'e to the power of it'),
  plain('sgn', '1, 0 or -1'),
  plain('sort', 'Smallest first, in tables'),
  plain('sort_desc', 'Largest first, in tables'),
  plain('absent', '1 while there is no such series'),
  plain('timestamp', 'When the sample was taken, in epoch seconds'),
  operator('*', 'arithmetic', 'Multiply', '100'),
  operator('/', 'arithmetic', 'Divide', '100'),
  operator('+', 'arithmetic', 'Add'),
  operator('-', 'arithmetic', 'Subtract'),
  operator('%', 'arithmetic', 'The rest of a division'),
  operator('^', 'arithmetic', 'To the power of', '2'),
  operator('>', 'comparison', 'Keep what is above', '0'),
  operator('>=', 'comparison', 'Keep what is at least', '0'),
  operator('<', 'comparison', 'Keep what is below'),
  operator('<=', 'comparison', 'Keep what is at most'),
  operator('==', 'comparison', 'Keep what equals', '0'),
  operator('!=', 'comparison', 'Keep what differs from', '0'),
];

const BY_ID = new Map(OPERATIONS.map((spec) => [spec.id, spec]));
export const specOf = (id: string): OperationSpec | undefined => BY_ID.get(id);
