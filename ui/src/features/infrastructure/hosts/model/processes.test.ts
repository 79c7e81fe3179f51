import { expect, it } from 'vitest';
import { processesOf } from './processes';

const of = (groupname: string, value: number) => ({ labels: { groupname }, value });

it('tells who grew, and takes one that was not there for all of it', () => {
  const found = processesOf({ memory: [of('api', 300), of('job', 50)], before: [of('api', 100)], cpu: [of('api', 0.5)] });
  expect(found.map(({ name, grown, cpu }) => [name, grown, cpu])).toEqual([['api', 200, 0.5], ['job', 50, undefined]]);
});

it('tells no growth where nothing was measured before', () => expect(processesOf({ memory: [of('api', 300)] })[0]!.grown).toBeUndefined());

it('leaves out groups that ended long ago', () => expect(processesOf({ memory: [of('old', 0)], peak: [of('old', 0)], cpu: [of('old', 0)] })).toEqual([]));
