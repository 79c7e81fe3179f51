import { describe, expect, it } from 'vitest';
import { ApiError, describeError, toApiError } from './problem';
import { shouldRetry } from './queryClient';

describe('errors of the API', () => {
  it('speak in the words of problem+json', () => {
    const error = toApiError(422, 'Unprocessable', { title: 'The query has a mistake', detail: 'Unknown field “levl”.' });
    expect(describeError(error)).toEqual({ title: 'The query has a mistake', detail: 'Unknown field “levl”.' });
    expect(error.status).toBe(422);
  });

  it('name the fields of a form that are wrong', () => {
    const error = toApiError(422, '', { title: 'Wrong values', errors: [{ field: 'email', message: 'is taken' }, { field: 7 }] });
    expect(error.fields).toEqual({ email: 'is taken' });
  });

  it('fall back to the status when the body is no problem document', () => {
    expect(toApiError(502, 'Bad Gateway', '<html>').title).toBe('Bad Gateway');
    expect(toApiError(502, '', undefined).title).toBe('The server answered 502');
  });

  it('tell a dead connection from a refused request', () => {
    expect(describeError(new TypeError('Failed to fetch')).title).toBe('The server cannot be reached');
  });

  it('are retried only when a retry can help', () => {
    expect(shouldRetry(0, new ApiError(503, 'Busy'))).toBe(true);
    expect(shouldRetry(0, new TypeError('Failed to fetch'))).toBe(true);
    expect(shouldRetry(0, new ApiError(422, 'No'))).toBe(false);
    expect(shouldRetry(2, new ApiError(503, 'Busy'))).toBe(false);
  });
});
