import { expect, it } from 'vitest';
import { inBatches } from './inBatches';

it('asks once for all that come together, and again for those that come later', async () => {
  const asked: string[][] = [];
  const load = inBatches(async (keys) => {
    asked.push([...keys]);
    return new Map(keys.filter((key) => key !== 'unknown').map((key) => [key, key.toUpperCase()]));
  }, 1);
  expect(await Promise.all([load('a'), load('b'), load('a'), load('unknown')])).toEqual(['A', 'B', 'A', undefined]);
  expect(await load('c')).toBe('C');
  expect(asked).toEqual([['a', 'b', 'unknown'], ['c']]);
});

it('fails for those who asked, and not for those after them', async () => {
  let broken = true;
  const load = inBatches(async (keys) => {
    if (broken) throw new Error('broken');
    return new Map(keys.map((key) => [key, key]));
  }, 1);
  await expect(Promise.all([load('a'), load('b')])).rejects.toThrow('broken');
  broken = false;
  expect(await load('a')).toBe('a');
});
