import { describe, expect, it } from 'vitest';
import { blankQuery } from '../../model/blank';
import { override, panel, series, START } from '../samples';
import { tableOf } from './tableOf';

const now = (ref: string, labels: Record<string, string>, value: number | null) => series('', [value], { ref, labels });
const asked = (...refs: string[]) => refs.map((ref) => ({ ...blankQuery(ref), instant: true, form: 'table' as const }));
const shown = (...given: Parameters<typeof tableOf>) => {
  const { columns, rows } = tableOf(...given);
  return [columns.map(({ title }) => title), ...rows];
};

describe('a table of instants', () => {
  const disks = [
    now('A', { device: 'sda', mount: '/' }, 0.5),
    now('A', { device: 'sdb', mount: '/data' }, 0.9),
    now('B', { __name__: 'free', device: 'sdb', mount: '/data' }, 10),
    now('B', { __name__: 'free', device: 'sdc', mount: '/old' }, 20),
  ];

  it('has a row for each set of labels and a column for each query', () => {
    expect(shown(panel('table', { queries: asked('A', 'B') }), disks)).toEqual([
      ['Time', 'device', 'mount', 'Value #A', 'Value #B'],
      [START, 'sda', '/', 0.5, undefined],
      [START, 'sdb', '/data', 0.9, 10],
      [START, 'sdc', '/old', undefined, 20],
    ]);
  });

  it('calls its columns as overrides and renamings say, in the order asked for', () => {
    const drawn = panel('table', {
      queries: asked('A', 'B'),
      overrides: [override('query', 'A', { name: 'Used' }), override('name', 'Value #B', { name: 'Free' }), override('name', 'device', { hidden: true })],
      options: { hidden_columns: ['Time'], renamed_columns: { mount: 'Mounted at' }, columns: ['Value #B', 'mount'], row_limit: 1 },
    });
    expect(shown(drawn, disks)).toEqual([['Free', 'Mounted at', 'Used'], [undefined, '/', 0.5]]);
  });

  it('finds overrides by the names columns were given, as Grafana does', () => {
    const drawn = panel('table', { queries: asked('A', 'B'), overrides: [override('name', 'Share', { unit: 'percentunit' }), override('regex', '^Fr', { unit: 'bytes' })], options: { renamed_columns: { 'Value #A': 'Share', 'Value #B': 'Free' } } });
    expect(tableOf(drawn, disks).columns.map(({ title, values }) => [title, values.unit])).toEqual([['Time', ''], ['device', ''], ['mount', ''], ['Share', 'percentunit'], ['Free', 'bytes']]);
  });

  it('adds what has fewer labels to all rows it agrees with', () => {
    const rows = [now('A', { instance: 'a', cpu: '0' }, 1), now('A', { instance: 'a', cpu: '1' }, 2), now('B', { instance: 'a' }, 7), now('B', { instance: 'b' }, 8)];
    expect(shown(panel('table', { queries: asked('A', 'B') }), rows).slice(1)).toEqual([
      [START, '0', 'a', 1, 7],
      [START, '1', 'a', 2, 7],
      [START, undefined, 'b', undefined, 8],
    ]);
  });

  it('keeps the rows of queries apart where they are not to be merged', () => {
    expect(tableOf(panel('table', { queries: asked('A', 'B'), options: { merge_values: false } }), disks).rows).toHaveLength(4);
  });

  it('of one query has one value, and the names of metrics only where they differ', () => {
    expect(shown(panel('table', { queries: asked('A') }), [now('A', { __name__: 'up', job: 'a' }, 1)])[0]).toEqual(['Time', 'job', 'Value']);
    expect(shown(panel('table', { queries: asked('A') }), [now('A', { __name__: 'up' }, 1), now('A', { __name__: 'down' }, 1)])[0]).toEqual(['Time', '__name__', 'Value']);
  });

  it('gives a name of the whole panel to values only', () => {
    expect(shown(panel('table', { queries: asked('A'), values: { name: 'Load' } }), [now('A', { job: 'a' }, 1)])[0]).toEqual(['Time', 'job', 'Load']);
  });
});

describe('a table over time', () => {
  it('has a column for each series, the newest first', () => {
    const drawn = panel('table', { queries: [blankQuery('A')] });
    expect(shown(drawn, [series('in', [1, 2]), series('out', [3, 4])])).toEqual([['Time', 'in', 'out'], [START + 60, 2, 4], [START, 1, 3]]);
  });

  it('has the labels where the query asks for a table', () => {
    const drawn = panel('table', { queries: [{ ...blankQuery('A'), form: 'table' }] });
    expect(shown(drawn, [series('in', [1, 2], { labels: { job: 'a' } })])).toEqual([['Time', 'job', 'Value'], [START + 60, 'a', 2], [START, 'a', 1]]);
  });
});
