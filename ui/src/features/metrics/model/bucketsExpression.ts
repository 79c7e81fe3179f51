import { printQuery } from '@/core/promql/builder/print';
import { readQuery } from '@/core/promql/builder/read';

/** The buckets a quantile or an average of a histogram is calculated from; the expression itself when it calculates neither. */
export function bucketsExpression(expression: string): string {
  const reading = readQuery(expression);
  if ('reason' in reading) return expression;
  const at = reading.query.operations.findIndex(({ id }) => id.startsWith('histogram_'));
  return at < 0 ? expression : printQuery({ ...reading.query, operations: reading.query.operations.slice(0, at) });
}
