import { describe, expect, it } from 'vitest';
import { cutAtTerms, searchedTerms } from './terms';

describe('the terms of a search', () => {
  it.each([
    ['timeout "gateway refused" level:error', ['timeout', 'gateway refused']],
    ['-noise NOT debug kept', ['kept']],
    ['message:disk conn* /re(gex)?/', ['disk', 'conn']],
    ['service:shop a', []],
  ])('%s marks %j', (query, terms) => {
    expect(searchedTerms(query)).toEqual(terms);
  });

  it('cut a text in any case, and mean nothing to patterns', () => {
    expect(cutAtTerms('Gateway refused: gateway', ['gateway'])).toEqual(['', 'Gateway', ' refused: ', 'gateway', '']);
    expect(cutAtTerms('a.b axb', ['a.b'])).toEqual(['', 'a.b', ' axb']);
    expect(cutAtTerms('text', [])).toEqual(['text']);
  });
});
