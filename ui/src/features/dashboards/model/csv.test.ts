import { describe, expect, it } from 'vitest';
import { panelCsv } from './csv';
import type { Series } from './frames';

const RANGE = { start: 0, end: 20, step: 10 };
const series = (name: string, times: number[], values: (number | null)[], labels = {}): Series => ({ name, labels, ref: 'A', times, values });

describe('a panel as CSV', () => {
  it('has a column for each series over time', () => {
    const csv = panelCsv({ series: [series('a, b', [0, 10], [1, null]), series('c', [10], [2])], problems: [], range: RANGE });
    expect(csv.split('\n')).toEqual(['time,"a, b",c', '1970-01-01T00:00:00.000Z,1,', '1970-01-01T00:00:10.000Z,,2']);
  });

  it('has a row for each series of an instant', () => {
    const csv = panelCsv({ series: [series('x', [0], [1], { job: 'api' }), series('y', [0], [2], { 'host': 'h"1' })], problems: [], range: RANGE });
    expect(csv.split('\n')).toEqual(['name,host,job,value', 'x,,api,1', 'y,"h""1",,2']);
  });
});
