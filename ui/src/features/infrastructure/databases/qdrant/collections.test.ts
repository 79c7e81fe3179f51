import { expect, it } from 'vitest';
import { collectionsOf } from './collections';

it('tells the status in the server’s word, and what is not told from what is bad', () => {
  const of = (collection: string, value: number, status?: string) => ({ labels: { collection, ...(status ? { status } : {}) }, value });
  const found = collectionsOf({ points: [of('docs', 12), of('images', 3)], status: [of('docs', 1, 'yellow')], optimiser: [of('docs', 0)] });
  expect(found.map(({ name, status, optimiser, figures }) => [name, status, optimiser, figures.points])).toEqual([['docs', 'yellow', false, 12], ['images', '', undefined, 3]]);
});
