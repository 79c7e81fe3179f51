import { describe, expect, it } from 'vitest';
import { faultOf } from './fault';
import { fillTemplate, seriesKey, seriesNames, spellSeries } from './legend';
import { alignRange, chooseStep, readDuration, writeDuration } from './step';
import { bucketUnit, guessUnit } from './unit';
import { fillVariables, hasVariables } from './variables';

describe('the step of a graph', () => {
  it.each([
    [900, 1200, 10, 10],
    [3600, 1200, 10, 10],
    [21_600, 1200, 10, 60],
    [86_400, 1200, 10, 300],
    [604_800, 1200, 10, 1800],
    [604_800, 390, 10, 7200],
    [3600, 1200, 60, 60],
    [300, 1200, 1, 1],
    [3600, 1200, 7, 10],
    [900, 1200, 7, 7],
  ])('%i s on %i px, at least %i s, is %i s', (range, width, minimum, step) => {
    expect(chooseStep(range, width, minimum)).toBe(step);
  });

  it('never asks for more points than the server computes', () => {
    for (const range of [3600, 86_400, 31_536_000, 315_360_000]) expect(range / chooseStep(range, 4000, 1)).toBeLessThanOrEqual(11_000);
  });

  it('keeps the ends of a range on whole steps', () => {
    expect(alignRange({ start: 103, end: 158 }, 10)).toEqual({ start: 110, end: 150 });
    expect(alignRange({ start: 103, end: 105 }, 10)).toEqual({ start: 110, end: 110 });
  });

  it('reads and writes durations', () => {
    expect(['30s', '1h30m', '90', '500ms', '1w', '2.5'].map(readDuration)).toEqual([30, 5400, 90, 0.5, 604_800, 2.5]);
    expect(['', 'soon', '5 m', '0', '-5s'].map(readDuration)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect([10, 90, 3600, 90_061, 0.25].map(writeDuration)).toEqual(['10s', '1m30s', '1h', '1d1h1m1s', '250ms']);
  });
});

describe('Grafana’s variables', () => {
  it('are written out', () => {
    expect(fillVariables('rate(a[$__rate_interval]) + max_over_time(b[${__range}])', 60, 3600)).toBe('rate(a[1m10s]) + max_over_time(b[1h])');
    expect(fillVariables('a[$__interval] * $__interval_ms', 15, 900)).toBe('a[15s] * 15000');
    expect(fillVariables('rate(a[$__rate_interval])', 10, 900)).toBe('rate(a[40s])');
  });

  it('are told from others', () => {
    expect(hasVariables('a[$__interval]')).toBe(true);
    expect(hasVariables('rate(a{b="$job"}[${window}])')).toBe(true);
    expect(hasVariables('a{b="$job"}')).toBe(false);
  });
});

describe('names of series', () => {
  it('come from a template', () => {
    expect(fillTemplate('{{ instance }}: {{mode}}{{gone}}', { instance: 'a', mode: 'idle' })).toBe('a: idle');
  });

  it('say what tells series apart and nothing else', () => {
    const series = [
      { __name__: 'up', job: 'node', instance: 'a:1', zone: 'x' },
      { __name__: 'up', job: 'web', instance: 'b:1', zone: 'x' },
      { __name__: 'up', job: 'web', instance: 'c:1', zone: 'x' },
    ];
    expect(seriesNames(series, '', 'up')).toEqual(['node · a:1', 'web · b:1', 'web · c:1']);
    expect(seriesNames([{}], '{{ input }}', 'sum(rate(in[5m]))')).toEqual(['sum(rate(in[5m]))']);
    expect(seriesNames([{ le: '0.5' }, { le: '+Inf' }], '', '')).toEqual(['le 0.5', 'le +Inf']);
    expect(seriesNames([{ cpu: '0', mode: 'idle' }, { cpu: '1', mode: 'idle' }], '', '')).toEqual(['cpu 0', 'cpu 1']);
  });

  it('leave out labels that repeat what was said', () => {
    expect(seriesNames([{ instance: 'a', pod: 'p-a' }, { instance: 'b', pod: 'p-b' }], '', '')).toEqual(['a', 'b']);
  });

  it('call a single series by its few labels or its query, and one without its label by all of it', () => {
    expect(seriesNames([{}], '', 'sum(up)')).toEqual(['sum(up)']);
    expect(seriesNames([{ __name__: 'up', job: 'a' }], '', 'up')).toEqual(['up']);
    expect(seriesNames([{ job: 'a', le: '1' }], '', 'sum(up)')).toEqual(['a · le 1']);
    expect(seriesNames([{ job: 'a' }, {}], '', '')).toEqual(['a', '{}']);
  });

  it('are spelt as PromQL, and kept whatever the order of labels', () => {
    expect(spellSeries({ __name__: 'up', job: 'a"b' })).toBe('up{job="a\\"b"}');
    expect(spellSeries({ __name__: 'up' })).toBe('up');
    expect(spellSeries({})).toBe('{}');
    expect(seriesKey({ b: '1', a: '2' })).toBe(seriesKey({ a: '2', b: '1' }));
  });
});

describe('the unit of an expression', () => {
  const metadata = { db_wait: [{ type: 'histogram', help: '', unit: 'ms' }], heap: [{ type: 'gauge', help: '', unit: 'By' }], http_requests_total: [{ type: 'counter', help: '', unit: '' }] };

  it.each([
    ['node_memory_MemFree_bytes', 'bytes'],
    ['rate(node_network_receive_bytes_total[5m])', 'bytes/s'],
    ['sum by (job) (rate(http_requests_total[5m]))', '/s'],
    ['increase(http_requests_total[1h])', 'short'],
    ['histogram_quantile(0.9, sum by (le) (rate(took_seconds_bucket[5m])))', 's'],
    ['rate(took_seconds_sum[5m]) / rate(took_seconds_count[5m])', 's'],
    ['rate(took_seconds_count[5m])', '/s'],
    ['rate(took_seconds_bucket[5m])', '/s'],
    ['sum(rate(errors_total[5m])) / sum(rate(requests_total[5m]))', 'ratio'],
    ['1 - node_filesystem_avail_bytes / node_filesystem_size_bytes', 'ratio'],
    ['100 * (1 - avail_bytes / size_bytes)', '%'],
    ['avg(rate(node_cpu_seconds_total{mode!="idle"}[5m]))', 'ratio'],
    ['avg(rate(node_cpu_seconds_total[5m])) * 100', '%'],
    ['heap', 'bytes'],
    ['heap / 1024', 'short'],
    ['db_wait_sum', 'ms'],
    ['count(up)', 'short'],
    ['max_over_time(rate(in_bytes_total[5m])[1h:])', 'bytes/s'],
    ['heap > 1e9', 'bytes'],
    ['heap > bool 1e9', 'short'],
    ['node_boot_time_seconds', 'short'],
    ['cpu_temp_celsius', '°C'],
    ['sum(', 'short'],
    ['42', 'short'],
  ])('%s is in %s', (expression, unit) => {
    expect(guessUnit(expression, metadata)).toBe(unit);
  });

  it('of buckets is what they measure', () => {
    expect(bucketUnit('sum by (le) (rate(took_seconds_bucket[5m]))', {})).toBe('s');
    expect(bucketUnit('rate(db_wait_bucket[5m])', metadata)).toBe('ms');
  });
});

describe('where an expression can’t be read', () => {
  it('is marked by the word that is there', () => {
    expect(faultOf('1:5: parse error: unexpected identifier "foo"', 'sum foo')).toEqual({ detail: 'unexpected identifier "foo"', position: 4, length: 3, hint: '' });
    expect(faultOf('2:1: parse error: no', 'a +\n)')).toMatchObject({ position: 4, length: 1 });
  });

  it('counts characters, not bytes', () => {
    expect(faultOf('1:9: parse error: no', '{a="ü✓"} x')).toMatchObject({ position: 6 });
  });

  it('is nowhere when the server names no place', () => {
    expect(faultOf('query timed out', 'up')).toBeUndefined();
    expect(faultOf('1:9: parse error: unclosed', 'sum(up')).toMatchObject({ position: 6, length: 0 });
  });
});
