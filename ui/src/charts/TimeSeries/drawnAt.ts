import type uPlot from 'uplot';
import { columnOf } from './plotData';
import type { DrawnChart } from './plotOptions';
import type { Row } from './rowsAt';

/** Where a series is drawn at one step, in px from the top of the plot. */
export function drawnAt(plot: uPlot, { data, kind }: DrawnChart, index: number): (row: Row) => number {
  return ({ series, value }) => {
    const column = columnOf(data.series, kind, data.series.indexOf(series));
    return plot.valToPos(plot.data[column]?.[index] ?? value, scaleOf(series.look?.right));
  };
}

/** The name of the plot's scale for an axis. */
export const scaleOf = (right: boolean | undefined): string => (right ? 'right' : 'y');
