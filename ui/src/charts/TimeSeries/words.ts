import { formatValue, type Unit } from '@/core/format';
import type { ChartData, Series } from './types';

/** The unit a series is measured in: its own, or that of its axis. */
export const unitOf = ({ unit, look }: Pick<Series, 'unit' | 'look'>, data: Pick<ChartData, 'unit' | 'rightUnit'>): Unit =>
  unit ?? (look?.right ? (data.rightUnit ?? data.unit) : data.unit);

/** A value of a series as text. */
export const seriesWords = (series: Series, value: number | null | undefined, data: Pick<ChartData, 'unit' | 'rightUnit'>): string =>
  series.words && value !== null && value !== undefined ? series.words(value) : formatValue(value, unitOf(series, data), series.decimals);
