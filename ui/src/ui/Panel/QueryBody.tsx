import type { ReactNode } from 'react';
import { describeError } from '@/api/problem';
import { Failure } from '@/ui/Failure/Failure';
import { Notice } from '@/ui/Notice/Notice';

/** The part of a query result that decides which of the four states a panel is in. */
export type PanelQuery<T> = { data: T | undefined; error: unknown; refetch: () => unknown };

type Props<T> = {
  query: PanelQuery<T>;
  /** Has the size and shape of what will come, so that nothing jumps. */
  skeleton: ReactNode;
  isEmpty?: (data: T) => boolean;
  empty?: ReactNode;
  /** What the server says is missing from a partial result. */
  notices?: (data: T) => readonly string[];
  children: (data: T) => ReactNode;
};

/** Loading, empty, error or the data itself, which stays in view with a notice when only its refresh failed. */
export function QueryBody<T>({ query, skeleton, isEmpty, empty, notices, children }: Props<T>) {
  const { data, error } = query;
  const retry = () => void query.refetch();
  if (data === undefined) return error ? <Failure error={error} onRetry={retry} /> : skeleton;
  const said = notices?.(data) ?? [];
  return (
    <>
      {error ? <Notice tone="error" text={`Not refreshed: ${describeError(error).title}`} action="Try again" onAction={retry} /> : null}
      {said.map((text) => (
        <Notice key={text} tone="warning" text={text} />
      ))}
      {isEmpty?.(data) ? empty : children(data)}
    </>
  );
}
