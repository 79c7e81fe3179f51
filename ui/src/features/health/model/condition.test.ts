import { describe, expect, it } from 'vitest';
import { conditionProblem, refusalOf } from './condition';
import { KINDS } from './kinds';

describe('a condition', () => {
  it.each(['status == 2xx', 'latency<500ms', 'body.items[0].state != failed', 'body !contains error', 'header.content-type ~ json', ''])('may be %j', (text) => {
    expect(conditionProblem(text)).toBeUndefined();
  });

  it.each(['status', 'status =', 'status == ', '== 200', 'body contains', 'status is 200'])('may not be %j', (text) => {
    expect(conditionProblem(text)).toMatch('FIELD OPERATOR VALUE');
  });

  it('is offered only where it can be read', () => {
    for (const { conditions = [] } of KINDS) for (const text of conditions) expect(conditionProblem(text)).toBeUndefined();
  });

  it('gets what the server said of it, and nothing that was said of another', () => {
    const said = "'latncy < 5s': there is no 'latncy' here";
    expect(refusalOf('latncy < 5s', said)).toBe("there is no 'latncy' here");
    expect(refusalOf('latency < 5s', said)).toBeUndefined();
  });
});
