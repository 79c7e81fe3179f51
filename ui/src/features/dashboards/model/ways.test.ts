import { describe, expect, it } from 'vitest';
import { ALL, type Scope } from './interpolation';
import { linkTo, waysFrom } from './ways';

const SCOPE: Scope = { host: { values: ['a b', 'c&d'], several: true }, every: { values: [ALL], options: ['x'] } };
const link = (url: string) => linkTo({ title: '', url, new_tab: false, tags: [] }, SCOPE, { __from: '1' })?.url;

describe('links of dashboards', () => {
  it('carry what is chosen in a form addresses can hold', () => {
    expect(link('/dashboards/x?var-host=$host&var-every=$every&from=$__from')).toBe('/dashboards/x?var-host=a%20b,c%26d&var-every=%24__all&from=1');
  });

  it.each(['javascript:alert(1)', ' JavaScript:alert(1)', '//elsewhere.example', 'data:text/html,x', ''])('are not followed to %s', (url) => {
    expect(link(url)).toBeUndefined();
  });
});

describe('ways from a point', () => {
  it('lead to the service of the line and to the query that drew it', () => {
    const series = { name: 'x', ref: 'B', labels: { service_name: 'shop' }, times: [], values: [] };
    const ways = waysFrom({ time: 100, series }, [{ ref: 'A', text: 'a', language: 'promql' }, { ref: 'B', text: 'b', language: 'promql' }]);
    expect(ways.map(({ label }) => label)).toEqual(['Logs of shop then', 'Traces of shop then', 'Explore the query']);
    expect(ways[2]!.link.search).toEqual({ a: 'b' });
  });
});
