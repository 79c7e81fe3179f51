import { describe, expect, it } from 'vitest';
import { errorAt, newSpec, readPairs, valueAt, withValue, writePairs } from './draft';
import { KINDS } from './kinds';

describe('the draft of a monitor', () => {
  it('changes one value and leaves the rest, and the original, as they were', () => {
    const spec = { name: 'a', check: { kind: 'journey', steps: [{ url: 'x' }, { url: 'y' }] } };
    const next = withValue(spec, 'check.steps.1.url', 'z');
    expect(valueAt(next, 'check.steps.1.url')).toBe('z');
    expect(next.check.steps[0]).toBe(spec.check.steps[0]);
    expect(spec.check.steps[1]!.url).toBe('y');
  });

  it('leaves out what has no value, so that the default counts', () => {
    expect(withValue({ name: 'a', retry_interval: '1s' }, 'retry_interval', undefined)).toEqual({ name: 'a' });
  });

  it('begins with every field its kind chooses from', () => {
    for (const { kind, fields } of KINDS) {
      for (const { key, type } of fields) if (type === 'choice') expect(valueAt(newSpec(kind), `check.${key}`), `${kind}.${key}`).not.toBeUndefined();
    }
  });

  it('reads headers as they are written', () => {
    expect(readPairs('Accept: text/html\n\nX-Url: http://a:1/\nhalf')).toEqual({ Accept: 'text/html', 'X-Url': 'http://a:1/', half: '' });
    expect(writePairs({ a: '1', b: '2' })).toBe('a: 1\nb: 2');
  });

  it('finds the refusal of an item at its list', () => {
    expect(errorAt({ 'check.headers.Accept': 'too long' }, 'check.headers')).toBe('too long');
    expect(errorAt({ 'check.url': 'no' }, 'check.headers')).toBeUndefined();
  });
});
