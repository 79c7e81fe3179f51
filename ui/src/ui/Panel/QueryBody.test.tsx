// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '@/api/problem';
import { QueryBody, type PanelQuery } from './QueryBody';

type Rows = { rows: string[]; notices: string[] };

function show(query: Partial<PanelQuery<Rows>>) {
  const refetch = vi.fn();
  render(
    <QueryBody
      query={{ data: undefined, error: null, refetch, ...query }}
      skeleton={<p>loading</p>}
      isEmpty={({ rows }) => rows.length === 0}
      empty={<p>nothing yet</p>}
      notices={({ notices }) => notices}
    >
      {({ rows }) => <p>{rows.join(', ')}</p>}
    </QueryBody>,
  );
  return refetch;
}

describe('the body of a panel', () => {
  afterEach(cleanup);

  it('shows the shape of what will come while loading', () => {
    show({});
    expect(screen.getByText('loading')).toBeTruthy();
  });

  it('says why there is nothing', () => {
    show({ data: { rows: [], notices: [] } });
    expect(screen.getByText('nothing yet')).toBeTruthy();
  });

  it('says in the words of the server what failed, and tries again', () => {
    const refetch = show({ error: new ApiError(504, 'Query took too long', 'choose a shorter time range') });
    expect(screen.getByRole('alert').textContent).toContain('Query took too long');
    expect(screen.getByRole('alert').textContent).toContain('choose a shorter time range');
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(refetch).toHaveBeenCalledOnce();
  });

  it('keeps what it has when only the refresh failed', () => {
    show({ data: { rows: ['a', 'b'], notices: [] }, error: new ApiError(503, 'Engine away') });
    expect(screen.getByText('a, b')).toBeTruthy();
    expect(screen.getByRole('status').textContent).toContain('Not refreshed: Engine away');
  });

  it('tells what a partial result leaves out', () => {
    show({ data: { rows: ['a'], notices: ['Stopped after 10 s: older records are missing'] } });
    expect(screen.getByText('a')).toBeTruthy();
    expect(screen.getByRole('status').textContent).toContain('older records are missing');
  });
});
