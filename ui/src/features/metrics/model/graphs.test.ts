import { describe, expect, it } from 'vitest';
import type { RangeSeries } from '@/core/promql/answers';
import { DRAWN_SERIES, graphsOf, serviceOf, timesOf, type QueryAnswer } from './graphs';
import { newQuery } from './queries';

const grid = { start: 100, end: 120, step: 10 };
const options = { grid, range: { start: 95, end: 125 }, metadata: {}, apart: false, all: false, tokenOf: (name: string) => `token ${name}` };
const series = (metric: Record<string, string>, ...values: string[]): RangeSeries => ({ metric, values: values.map((value, i) => [100 + i * 10, value]) });
const answer = (letter: string, expression: string, ...answered: RangeSeries[]): QueryAnswer => ({ query: { ...newQuery(letter), expression }, series: answered });

describe('graphs of answers', () => {
  it('share a graph while they share a unit', () => {
    const graphs = graphsOf([answer('a', 'mem_bytes', series({}, '1')), answer('b', 'rate(x_total[5m])', series({}, '2')), answer('c', 'free_bytes', series({}, '3'))], options);
    expect(graphs.map(({ letters, data }) => [letters, data.unit])).toEqual([[['a', 'c'], 'bytes'], [['b'], '/s']]);
    expect(graphs[0]!.data.series.map(({ label }) => label)).toEqual(['A · mem_bytes', 'C · free_bytes']);
  });

  it('are kept apart when somebody wants it, and take the unit somebody chose', () => {
    const answers = [answer('a', 'x', series({}, '1')), answer('b', 'y', series({}, '1'))];
    expect(graphsOf(answers, { ...options, apart: true })).toHaveLength(2);
    expect(graphsOf(answers, { ...options, unit: 'ms' }).map(({ data }) => data.unit)).toEqual(['ms']);
  });

  it('put every sample at its instant and leave gaps for what is no number', () => {
    const [graph] = graphsOf([answer('a', 'x', { metric: {}, values: [[100, '1'], [110, 'NaN'], [120, '+Inf']] }, { metric: { a: 'b' }, values: [[120, '7']] })], options);
    expect(graph!.data.times).toEqual([100, 110, 120]);
    expect(graph!.data.series.map(({ values }) => values).toSorted()).toEqual([[null, null, 7], [1, null, null]]);
    expect(timesOf({ start: 0, end: 0, step: 10 })).toEqual([0]);
  });

  it('draw the largest of too many, all when asked, and count them', () => {
    const many = Array.from({ length: 60 }, (_, i) => series({ i: `s${i}` }, String(i)));
    const [few] = graphsOf([answer('a', 'x', ...many)], options);
    expect([few!.data.series.length, few!.total]).toEqual([DRAWN_SERIES, 60]);
    expect(few!.data.series[0]!.label).toBe('s10');
    expect(graphsOf([answer('a', 'x', ...many)], { ...options, all: true })[0]!.data.series).toHaveLength(60);
  });

  it('colour services as everywhere, and others in turns', () => {
    const byService = graphsOf([answer('a', 'x', series({ service_name: 'web' }, '1'), series({ service_name: 'api' }, '1'))], options);
    expect(byService[0]!.data.series.map(({ color }) => color)).toEqual(['token api', 'token web']);
    const byJob = graphsOf([answer('a', 'x', series({ job: 'web' }, '1'), series({ job: 'api' }, '1'))], options);
    expect(byJob[0]!.data.series.map(({ color }) => color)).toEqual(['--s1', '--s2']);
  });

  it('know where a line comes from', () => {
    const [graph] = graphsOf([answer('b', 'x', series({ service_name: 'web', le: '1' }, '1'))], options);
    const origin = graph!.origins.get(graph!.data.series[0]!.key)!;
    expect(origin).toEqual({ letter: 'b', labels: { service_name: 'web', le: '1' } });
    expect(serviceOf(origin)).toBe('web');
  });

  it('count native histograms, which have no line', () => {
    const histogram: RangeSeries = { metric: {}, histograms: [[100, { count: '3', sum: '1', buckets: [[0, '0', '1', '3']] }]] };
    expect(graphsOf([answer('a', 'x', histogram)], options)[0]).toMatchObject({ histograms: 1, total: 0 });
  });
});
