import { describe, expect, it } from 'vitest';
import type { Entry, Group } from './entry';
import { match } from './match';
import { rank } from './rank';

const entry = (label: string, group: Group, more: Partial<Entry> = {}): Entry => ({ id: label, label, group, icon: () => null, go: { to: '/' }, ...more });

const ENTRIES = [
  entry('Overview', 'Go to'),
  entry('Logs', 'Go to'),
  entry('checkout', 'Services'),
  entry('payment-gateway', 'Services'),
  entry('catalog', 'Services'),
  entry('Dark colours', 'Actions', { keywords: 'theme scheme night' }),
];

const labels = (typed: string, recent: string[] = []) => rank(ENTRIES, typed, recent).flatMap(({ items }) => items.map((item) => item.entry.label));

describe('what was typed', () => {
  it('finds starts before words within, and words before parts of words', () => {
    const order = ['log of things', 'the log', 'catalog'].map((text) => match('log', text)!.score);
    expect(order).toEqual(order.toSorted((a, b) => b - a));
  });

  it('finds letters in order that begin a word', () => {
    expect(match('pmt', 'payment-gateway')?.ranges).toEqual([[0, 1], [3, 4], [6, 7]]);
    expect(match('lst', 'checklist')).toBeUndefined();
  });

  it('must be there word by word', () => {
    expect(match('gate pay', 'payment-gateway')?.ranges).toEqual([[0, 3], [8, 12]]);
    expect(match('pay xyz', 'payment-gateway')).toBeUndefined();
  });
});

describe('the palette', () => {
  it('puts the best match first, whatever its heading', () => {
    expect(labels('log')).toEqual(['Logs', 'catalog']);
    expect(labels('chk')[0]).toBe('checkout');
  });

  it('knows things by other names', () => expect(labels('theme')).toEqual(['Dark colours']));

  it('offers what was chosen before first, and once only', () => {
    const groups = rank(ENTRIES, '', ['catalog', 'gone since']);
    expect(groups[0]).toMatchObject({ group: 'Recent', items: [{ entry: { label: 'catalog' } }] });
    expect(groups.flatMap(({ items }) => items).filter((item) => item.entry.label === 'catalog')).toHaveLength(1);
  });

  it('lists nothing for what nothing matches', () => expect(labels('zzz')).toEqual([]));
});
