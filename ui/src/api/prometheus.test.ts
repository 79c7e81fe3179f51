import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from './problem';
import { labelValues, queryRange } from './prometheus';

function answers(status: number, body: unknown) {
  const asked = vi.fn(async (_url: string) => new Response(JSON.stringify(body), { status, statusText: 'Told' }));
  vi.stubGlobal('fetch', asked);
  return asked;
}

const range = () => queryRange('sum(up', { start: 0, end: 60 }, 10, undefined);
const refusal = async (): Promise<ApiError> => {
  try {
    await range();
  } catch (error) {
    if (error instanceof ApiError) return error;
  }
  throw new Error('it was answered');
};

describe('asking Prometheus’ API', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('spells parameters as it wants them and keeps what the server says besides', async () => {
    const asked = answers(200, { status: 'success', data: { resultType: 'matrix', result: [] }, infos: ['odd'] });
    expect(await range()).toMatchObject({ data: { result: [] }, warnings: [], infos: ['odd'] });
    expect(asked.mock.calls[0]![0]).toBe('/api/v1/query_range?query=sum%28up&start=0&end=60&step=10');
    answers(200, { status: 'success', data: ['a'] });
    expect(await labelValues('a/b', ['up', 'down'])).toEqual(['a']);
  });

  it('tells where an expression can’t be read', async () => {
    answers(400, { status: 'error', errorType: 'bad_data', error: '1:7: parse error: unclosed left parenthesis' });
    expect(await refusal()).toMatchObject({ status: 400, fault: { detail: 'unclosed left parenthesis', position: 6 } });
  });

  it('repeats the server’s words for anything else', async () => {
    answers(503, { status: 'error', errorType: 'timeout', error: 'query timed out' });
    expect(await refusal()).toMatchObject({ title: 'The query took too long', detail: 'query timed out', fault: undefined });
    answers(401, { title: 'Not authenticated', detail: 'sign in' });
    expect(await refusal()).toMatchObject({ status: 401, title: 'Not authenticated' });
  });
});
