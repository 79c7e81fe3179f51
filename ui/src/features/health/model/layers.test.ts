import { expect, it } from 'vitest';
import type { Edge, Node } from '../api/dependencies';
import { layersOf } from './layers';

const nodes = (...ids: string[]): Node[] => ids.map((id) => ({ id, name: id, state: 'up', service: '' }));
const edge = (from: string, to: string): Edge => ({ from, to, source: 'declared' });
const ids = (layers: Node[][]) => layers.map((layer) => layer.map(({ id }) => id));

it('puts what is stood on to the right of all that stand on it', () => {
  expect(ids(layersOf(nodes('web', 'api', 'db', 'alone'), [edge('web', 'api'), edge('api', 'db'), edge('web', 'db')]))).toEqual([['web'], ['api'], ['db']]);
});

it('comes to an end with circles', () => {
  expect(layersOf(nodes('a', 'b'), [edge('a', 'b'), edge('b', 'a')]).flat()).toHaveLength(2);
});
