import { describe, expect, it } from 'vitest';
import { graphCsv, tableCsv } from './csv';
import type { TableRow } from './table';

describe('numbers for a spreadsheet', () => {
  it('of a graph have a column for each series and gaps where nothing was', () => {
    const series = [{ key: 'a', label: 'a, "b"', color: '--s1', values: [1.5, null] }, { key: 'c', label: '=c', color: '--s2', values: [-2, 3] }];
    expect(graphCsv({ start: 0, end: 10, times: [0, 10], unit: 's', series })).toBe('time,"a, ""b""",\'=c\r\n1970-01-01T00:00:00.000Z,1.5,-2\r\n1970-01-01T00:00:10.000Z,,3');
  });

  it('of a table have a column for each label', () => {
    const rows: TableRow[] = [{ key: '1', labels: { job: 'a' }, value: 0.123456, text: '0.12' }, { key: '2', labels: { zone: 'x' }, value: null, text: 'hello' }];
    expect(tableCsv(rows)).toBe('job,zone,value\r\na,,0.123456\r\n,x,hello');
  });
});
