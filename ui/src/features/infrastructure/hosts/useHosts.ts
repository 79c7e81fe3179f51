import { useMemo } from 'react';
import { useTimeRange } from '@/core/useTimeRange';
import { useFigures } from '../panels/useFigures';
import { useHistories } from '../panels/useHistories';
import { hostsOf, type Host } from './model/hosts';
import { BUSY_HISTORY, HOSTS, TRENDS } from './model/queries';

const ALL = {};
const BUSY = { busy: BUSY_HISTORY };

export type HostWithHistory = Host & { history: readonly (number | null)[] };

/** Every host with its figures at the end of the time range. Trends and pictures follow when they are there. */
export function useHosts() {
  const time = useTimeRange();
  const figures = useFigures(HOSTS, ALL);
  const trends = useFigures(TRENDS, ALL, { slow: true });
  const histories = useHistories(BUSY, ALL);
  const { end } = time.resolve();
  const data = useMemo(() => {
    if (!figures.data) return undefined;
    const past = new Map((histories.data?.busy ?? []).map(({ labels, values }) => [`${labels.instance} ${labels.job}`, values]));
    return hostsOf(figures.data, trends.data, end).map((host): HostWithHistory => ({ ...host, history: past.get(`${host.instance} ${host.job}`) ?? [] }));
  }, [figures.data, trends.data, histories.data, end]);
  return { data, error: figures.error, refetch: figures.refetch, now: end };
}
