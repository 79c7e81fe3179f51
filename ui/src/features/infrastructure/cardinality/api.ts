import { useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';
import { useTimeRange } from '@/core/useTimeRange';

export type CardinalityAnswer = Schemas['CardinalityResponse'];
export type Explosion = Schemas['Explosion'];
export type Limits = Schemas['LimitsState'];
export type LimitUse = Schemas['LimitUse'];
export type MetricCount = Schemas['MetricCardinality'];

const LISTED = 50;

/** Where series are at the end of the page's time range, which metrics grow, and why. */
export function useCardinality() {
  const time = useTimeRange();
  return useQuery({
    queryKey: ['infrastructure', 'cardinality', time.range],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/infrastructure/cardinality', { params: { query: { ...time.resolve(), limit: LISTED } }, signal })),
    ...time.query,
  });
}
