import { describe, expect, it } from 'vitest';
import { createGate } from './gate';

const open = new AbortController().signal;

/** Tasks that end when they are told to. */
function tasks() {
  const ends: (() => void)[] = [];
  const begun: string[] = [];
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.push(() => resolve(name)));
  };
  return { begun, ends, work };
}

describe('the gate', () => {
  it('lets so many through and the next when one is done', async () => {
    const through = createGate(2);
    const { begun, ends, work } = tasks();
    const answers = ['a', 'b', 'c'].map((name) => through(work(name), open));
    expect(begun).toEqual(['a', 'b']);
    ends[0]!();
    await answers[0];
    await Promise.resolve();
    expect(begun).toEqual(['a', 'b', 'c']);
    ends[1]!();
    ends[2]!();
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c']);
  });

  it('never begins what was given up while it waited', async () => {
    const through = createGate(1);
    const { begun, ends, work } = tasks();
    const abort = new AbortController();
    const first = through(work('a'), open);
    const second = through(work('b'), abort.signal);
    abort.abort();
    await expect(second).rejects.toThrow();
    const third = through(work('c'), open);
    ends[0]!();
    await first;
    await Promise.resolve();
    expect(begun).toEqual(['a', 'c']);
    ends[1]!();
    await third;
  });

  it('goes on after a failure', async () => {
    const through = createGate(1);
    await expect(through(() => Promise.reject(new Error('no')), open)).rejects.toThrow('no');
    expect(await through(() => Promise.resolve('yes'), open)).toBe('yes');
  });
});
