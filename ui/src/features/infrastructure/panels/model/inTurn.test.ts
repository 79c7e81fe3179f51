import { expect, it } from 'vitest';
import { takingTurns } from './inTurn';

const never = new AbortController().signal;

/** A task that ends when it is told to. */
function task(log: string[], name: string) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { end, run: async () => { log.push(name); await ended; return name; } };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

it('lets so many run at once, the others in their order', async () => {
  const [log, turn] = [[] as string[], takingTurns(2)];
  const tasks = ['a', 'b', 'c', 'd'].map((name) => task(log, name));
  const results = tasks.map(({ run }) => turn(run, never));
  await settled();
  expect(log).toEqual(['a', 'b']);
  tasks[1]!.end();
  await results[1];
  await settled();
  expect(log).toEqual(['a', 'b', 'c']);
  for (const { end } of tasks) end();
  expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd']);
});

it('forgets those that are no longer wanted', async () => {
  const [log, turn, gone] = [[] as string[], takingTurns(1), new AbortController()];
  const [first, second, third] = ['a', 'b', 'c'].map((name) => task(log, name));
  const running = turn(first!.run, never);
  const refused = turn(second!.run, gone.signal);
  const last = turn(third!.run, never);
  gone.abort();
  await expect(refused).rejects.toThrow();
  first!.end();
  await running;
  third!.end();
  expect(await last).toBe('c');
  expect(log).toEqual(['a', 'c']);
});

it('goes on after a failure', async () => {
  const turn = takingTurns(1);
  await expect(turn(() => Promise.reject(new Error('no')), never)).rejects.toThrow('no');
  expect(await turn(() => Promise.resolve('yes'), never)).toBe('yes');
});
