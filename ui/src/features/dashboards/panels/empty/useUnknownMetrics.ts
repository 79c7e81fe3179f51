import { useQuery } from '@tanstack/react-query';
import { labelValues } from '@/api/prometheus';
import { metricsIn } from '@/core/promql/metricsIn';
import { useSameItems } from '@/core/useSameItems';
import type { Query } from '../../model/dashboard';

const STALE_MS = 60_000;

/** The metrics of some queries that nobody ever sent, of all they name. Undefined while that is not known. */
export function useUnknownMetrics(queries: readonly Query[]): { named: readonly string[]; unknown: readonly string[] } | undefined {
  const named = useSameItems([...new Set(queries.filter(({ language }) => language === 'promql').flatMap(({ text }) => metricsIn(text)))].toSorted());
  const { data } = useQuery({
    queryKey: ['metrics', 'known', named],
    queryFn: ({ signal }) => labelValues('__name__', [`{__name__=~"${named.join('|')}"}`], signal),
    enabled: named.length > 0,
    staleTime: STALE_MS,
  });
  return data && { named, unknown: named.filter((name) => !data.includes(name)) };
}
