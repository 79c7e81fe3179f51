import { formatValue } from '@/core/format';
import { formatDateTime, type Zone } from '@/core/time';
import type { ChartProps } from './types';
import { seriesWords } from './words';

const MOST_SERIES = 12;

/** The chart in words, for those who cannot see it: the newest value of a line, the sum of a layer, limits and events. */
export function summary({ label, data, kind, thresholds = [], annotations = [] }: ChartProps, zone: Zone): string {
  if (data.series.length === 0) return `${label}: no data in this time range`;
  const parts = data.series.slice(0, MOST_SERIES).map((series) => {
    const values = series.values.filter((value) => value !== null);
    const figure = kind === 'stackedBars' ? values.reduce((sum, value) => sum + value, 0) : values.at(-1);
    return `${series.label} ${seriesWords(series, figure, data)}`;
  });
  const rest = data.series.length - parts.length;
  return [
    `${label}, ${kind === 'stackedBars' ? 'totals' : 'newest values'}: ${parts.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`,
    ...thresholds.map(({ label: name, value, tone }) => `${tone} limit ${[name, formatValue(value, data.unit)].filter(Boolean).join(' ')}`),
    ...annotations.map(({ kind: what, label: name, time }) => `${what} ${name} at ${formatDateTime(time, zone)}`),
  ].join('; ');
}
