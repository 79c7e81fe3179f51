import { describe, expect, it } from 'vitest';
import { layersOf } from './layers';

const serviceTokenOf = () => '--s9';

describe('the layers of a histogram', () => {
  it('are levels, whatever senders call them, the worst on top', () => {
    const layers = layersOf('level', ['WARN', 'warning', 'FATAL'], serviceTokenOf);
    expect(layers.at(-1)).toMatchObject({ key: 'fatal', names: ['FATAL'] });
    expect(layers.find(({ key }) => key === 'warn')?.names).toEqual(['WARN', 'warning']);
  });

  it('are values in colours of their own, the rest in grey at the bottom', () => {
    const layers = layersOf('region', ['eu', 'us', 'ap', '(other)'], serviceTokenOf);
    expect(layers[0]).toMatchObject({ key: '(other)', color: '--unknown-fill' });
    expect(new Set(layers.map(({ color }) => color)).size).toBe(4);
    expect(layersOf('service', ['shop'], serviceTokenOf)[0]?.color).toBe('--s9');
  });
});
