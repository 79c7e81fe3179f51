import type { Metadata } from '@/core/promql/answers';
import type { Time } from '../api';
import type { QueryState } from '../model/queries';
import type { MetricsSearch, useMetricsSearch } from '../search';

/** What every view of the answers is told. `queries` are those that were asked. */
export type ResultsProps = {
  time: Time;
  queries: readonly QueryState[];
  step: number | undefined;
  metadata: Metadata;
  search: MetricsSearch;
  patch: ReturnType<typeof useMetricsSearch>['patch'];
};
