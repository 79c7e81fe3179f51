import { describe, expect, it } from 'vitest';
import { ALL, builtIn, duration, interpolated, namesIn, SEARCH, titled, type Scope } from './interpolation';

// The same cases as the server's tests of the same name: both sides put in the same text.
const HOUR = { startMs: 1_700_000_000_000, endMs: 1_700_003_600_000, stepMs: 30_000 };
const CHOSEN: Scope = {
  one: { values: ['a.b'] },
  quoted: { values: [String.raw`say "hi" \o/`] },
  some: { values: ['a.b', 'c'], several: true },
  lone: { values: ['a.b'], several: true },
  every: { values: [ALL], several: true, options: ['x', 'y'] },
  given: { values: [ALL], several: true, options: ['x', 'y'], allValue: '.+' },
  open: { values: [ALL], several: true },
};

describe('variables in texts', () => {
  it.each([
    ['up{a="$one"}', 'up{a="a.b"}'],
    ['up{a="${one}"}', 'up{a="a.b"}'],
    ['up{a="[[one]]"}', 'up{a="a.b"}'],
    ['up{a="$quoted"}', String.raw`up{a="say \"hi\" \\o/"}`],
    ['up{a=~"$some"}', String.raw`up{a=~"(a\\.b|c)"}`],
    ['up{a=~"$lone"}', String.raw`up{a=~"a\\.b"}`],
    ['up{a=~"$every"}', 'up{a=~"(x|y)"}'],
    ['up{a=~"$given"}', 'up{a=~".+"}'],
    ['up{a=~"$open"}', 'up{a=~".*"}'],
    ['${some:regex}', String.raw`(a\.b|c)`],
    ['${some:pipe}', 'a.b|c'],
    ['${some:csv}', 'a.b,c'],
    ['${some:raw}', 'a.b,c'],
    ['${some:glob}', '{a.b,c}'],
    ['${lone:glob}', 'a.b'],
    ['${some:json}', '["a.b", "c"]'],
    ['${some:doublequote}', '"a.b","c"'],
    ['${some:singlequote}', "'a.b','c'"],
    ['${some:percentencode}', '%7Ba.b%2Cc%7D'],
    ['${some:no_such}', '{a.b,c}'],
    ['[[some:pipe]]', 'a.b|c'],
    ['${some.text:csv}', 'a.b,c'],
    ['rate(x[$__rate_interval])', 'rate(x[1m])'],
    ['[$__interval] $__interval_ms', '[30s] 30000'],
    ['[$__range] $__range_s ${__range_ms}', '[3600s] 3600 3600000'],
    ['$__from ${__to}', '1700000000000 1700003600000'],
    ['${__from:date:seconds} ${__from:date}', '1700000000 2023-11-14T22:13:20.000Z'],
    ['$unknown ${unknown:csv} [[unknown]] $1', '$unknown ${unknown:csv} [[unknown]] $1'],
    ['$constructor', '$constructor'],
  ])('puts %s in as Grafana does', (text, expected) => {
    expect(interpolated(text, CHOSEN, builtIn(HOUR))).toBe(expected);
  });

  it('finds names in every notation', () => {
    expect(namesIn('$a ${b} ${c:csv} [[d]] [[e:pipe]] $__interval')).toEqual(new Set(['a', 'b', 'c', 'd', 'e', '__interval']));
  });

  it.each([[500, '500ms'], [15_000, '15s'], [90_000, '90s'], [3_600_000, '1h'], [0, '0ms']])('writes %i ms shortest', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it('speaks the search language where records and traces are asked', () => {
    const scope: Scope = { ...CHOSEN, spaced: { values: ['a b', 'OR'], several: true } };
    expect(interpolated('service:$one host:$spaced', scope, {}, SEARCH)).toBe('service:a.b host:("a b" OR "OR")');
    expect(interpolated('service:$open host:$every x:${some:pipe}', scope, {}, SEARCH)).toBe('service:* host:(x OR y) x:a.b|c');
  });

  it('tells people what is chosen in titles', () => {
    expect(titled('CPU of $some on $every', CHOSEN)).toBe('CPU of a.b + c on All');
    expect(titled('Costs in $', CHOSEN)).toBe('Costs in $');
  });
});
