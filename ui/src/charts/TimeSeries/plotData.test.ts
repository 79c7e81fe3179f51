import { describe, expect, it } from 'vitest';
import { drawOrder, plotData } from './plotData';
import type { ChartData } from './types';

const series = (key: string, values: (number | null)[]) => ({ key, label: key, color: '--s1', values });
const data: ChartData = {
  start: 0,
  end: 30,
  times: [0, 10, 20],
  unit: 'short',
  series: [series('info', [5, null, 1]), series('error', [1, 2, null])],
};

describe('the columns of a chart', () => {
  it('stacks from the first series up and draws the tallest sum first', () => {
    expect(plotData(data, 'stackedBars', new Set())).toEqual([[0, 10, 20], [6, 2, 1], [5, 0, 1]]);
    expect(drawOrder(data.series, 'stackedBars').map((each) => each.key)).toEqual(['error', 'info']);
  });

  it('takes hidden layers out of the stack', () => {
    expect(plotData(data, 'stackedBars', new Set(['info']))[1]).toEqual([1, 2, 0]);
  });

  it('stacks what lies below zero by itself, and each axis', () => {
    const layers = { ...data, times: [0], series: [series('in', [5]), series('out', [-2]), series('more in', [1]), { ...series('right', [9]), look: { right: true } }] };
    expect(plotData(layers, 'stackedArea', new Set())).toEqual([[0], [9], [6], [-2], [5]]);
  });

  it('lays nothing on what stands apart, nor counts it among the shares', () => {
    const total = { ...series('total', [9, 9, 9]), look: { apart: true } };
    const layers = { ...data, series: [total, ...data.series] };
    expect(plotData(layers, 'stackedArea', new Set())).toEqual([[0, 10, 20], [6, 2, 1], [5, 0, 1], [9, 9, 9]]);
    expect(plotData(layers, 'stackedBars', new Set(), { shares: true })).toEqual([[0, 10, 20], [1, 1, 1], [5 / 6, 0, 1], [9, 9, 9]]);
  });

  it('may show layers as shares of their sum', () => {
    expect(plotData(data, 'stackedBars', new Set(), { shares: true })).toEqual([[0, 10, 20], [1, 1, 1], [5 / 6, 0, 1]]);
    expect(plotData(data, 'stackedBars', new Set(['error']), { shares: true })[2]).toEqual([1, 0, 1]);
  });

  it('keeps the gaps of lines as gaps', () => {
    expect(plotData(data, 'lines', new Set())).toEqual([[0, 10, 20], [5, null, 1], [1, 2, null]]);
  });

  it('keeps a step without any sample out of an area', () => {
    const gap = { ...data, series: [series('info', [5, null, 1]), series('error', [1, null, null])] };
    expect(plotData(gap, 'stackedArea', new Set())[1]).toEqual([6, null, 1]);
  });
});
