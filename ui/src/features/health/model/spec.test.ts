import { describe, expect, it } from 'vitest';
import { readDuration, specYaml, toYaml } from './spec';

describe('a duration', () => {
  it.each([['500ms', 500], ['30s', 30_000], ['1h30m', 5_400_000], [' 2d ', 172_800_000]])('reads %s', (text, ms) => expect(readDuration(text)).toBe(ms));
  it.each(['', '30', 'soon', '30s!', '-5s'])('refuses %j', (text) => expect(readDuration(text)).toBeUndefined());
});

describe('the YAML of a monitor', () => {
  it('is a file of monitors', () => {
    expect(specYaml({ name: 'shop: front', check: { kind: 'http', url: 'https://shop.example/', conditions: ['status == 200'], headers: {} }, interval: '30s' })).toBe(
      'monitors:\n  - name: "shop: front"\n    check:\n      kind: http\n      url: https://shop.example/\n      conditions:\n        - status == 200\n      headers: {}\n    interval: 30s\n',
    );
  });

  it('quotes what YAML would take for something else', () => {
    expect(toYaml({ a: 'yes', b: '12', c: 12, d: null, e: '', f: 'a # b', g: 'plain text', h: 'key: value' })).toBe('a: "yes"\nb: "12"\nc: 12\nd: null\ne: ""\nf: "a # b"\ng: plain text\nh: "key: value"\n');
  });
});
