import { useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';
import { useTimeRange } from '@/core/useTimeRange';

export type SourcesAnswer = Schemas['SourcesResponse'];
export type Arrival = Schemas['Arrival'];
export type ReceiverFigures = Schemas['ReceiverFigures'];
export type StreamFigures = Schemas['StreamFigures'];

/** What arrives in the page's time range, and what the receivers did since the start. */
export function useSources() {
  const time = useTimeRange();
  return useQuery({
    queryKey: ['settings', 'sources', time.range],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/sources', { params: { query: time.resolve() }, signal })),
    ...time.query,
  });
}
