import { describe, expect, it } from 'vitest';
import { filterState, withFilter, withoutFilter } from './filters';

describe('filters of a search', () => {
  it.each([
    ['', 'service', 'shop', false, 'service:shop'],
    ['*', 'service', 'shop', false, 'service:shop'],
    ['refused', 'service', 'shop', false, 'refused service:shop'],
    ['refused', 'service', 'shop', true, 'refused -service:shop'],
    ['a OR b', 'service', 'shop', false, '(a OR b) service:shop'],
    ['', 'user.name', 'Anna B', false, 'user.name:"Anna B"'],
    ['', 'path', '/health', false, 'path:"/health"'],
    ['', 'key', 'say "hi" \\ there', false, 'key:"say \\"hi\\" \\\\ there"'],
    ['', 'word', 'OR', false, 'word:"OR"'],
    ['', 'url', 'https://x.y/z?q=1', false, 'url:"https://x.y/z?q=1"'],
    ['', 'note', '', false, 'note:""'],
    ['level:>=warn', 'level', 'error', false, 'level:>=warn level:error'],
  ])('%s with %s = %s (excluded: %s)', (query, field, value, exclude, expected) => {
    expect(withFilter(query, field, value, exclude)).toBe(expected);
  });

  it.each(['plain', 'Anna B', '/health', 'say "hi" \\', '-5', '*', 'a*b', 'AND', '(x)', 'é 日本', '', 'x:y', '{1 TO 2}'])(
    'finds its own filter again and takes it back: %s',
    (value) => {
      for (const exclude of [false, true]) {
        const query = withFilter('"gateway timeout" level:>=warn', 'my.key', value, exclude);
        expect(filterState(query, 'my.key', value)).toBe(exclude ? 'out' : 'in');
        expect(withoutFilter(query, 'my.key', value)).toBe('"gateway timeout" level:>=warn');
      }
    },
  );

  it('makes alternatives of values of one field, and single again', () => {
    const two = withFilter('service:shop x', 'service', 'cart', false);
    expect(two).toBe('service:(shop OR cart) x');
    expect(withFilter(two, 'service', 'ads', false)).toBe('service:(shop OR cart OR ads) x');
    expect(filterState(two, 'service', 'cart')).toBe('in');
    expect(withoutFilter(two, 'service', 'shop')).toBe('service:cart x');
  });

  it('turns a filter round instead of contradicting it', () => {
    expect(withFilter('x service:shop', 'service', 'shop', true)).toBe('x -service:shop');
    expect(withFilter('-service:shop y', 'service', 'shop', false)).toBe('y service:shop');
    expect(withFilter('NOT service:shop', 'service', 'shop', false)).toBe('service:shop');
  });

  it('says the same thing once', () => {
    expect(withFilter('service:shop', 'service', 'shop', false)).toBe('service:shop');
    expect(withFilter('-service:"shop"', 'service', 'shop', true)).toBe('-service:"shop"');
  });

  it('takes the joining word with the condition it joined', () => {
    expect(withoutFilter('a AND service:shop', 'service', 'shop')).toBe('a');
    expect(withoutFilter('service:shop OR a', 'service', 'shop')).toBe('a');
    expect(withoutFilter('a service:shop b', 'service', 'shop')).toBe('a b');
  });

  it('leaves alone what it does not understand', () => {
    expect(withoutFilter('(service:shop OR x)', 'service', 'shop')).toBe('(service:shop OR x)');
    expect(filterState('http://shop C:\\temp localhost:8080', 'http', '//shop')).toBeNull();
    expect(filterState('service:sh*', 'service', 'sh*')).toBeNull();
  });
});
