import { printLabel, printSelector } from '@/core/promql/builder/print';

/** What an explorer can show of a label with thousands of values. */
const LARGEST = 20;

/** A selector of the series with these labels. */
export const selectorOf = (metric: string, labels: Readonly<Record<string, string>> = {}): string =>
  printSelector(metric, Object.entries(labels).map(([label, value]) => ({ label, op: '=', value })));

/** The number of series of a metric. */
export const seriesOf = (metric: string): string => `count(${selectorOf(metric)})`;

/** The values of a label with the most series. */
export const byLabel = (label: string): string => `topk(${LARGEST}, count by (${printLabel(label)}) (${printSelector('', [{ label, op: '=~', value: '.+' }])}))`;

/** The metrics with the most series that have a label with a value. */
export const withPair = (label: string, value: string): string => `topk(${LARGEST}, count by (__name__) (${selectorOf('', { [label]: value })}))`;
