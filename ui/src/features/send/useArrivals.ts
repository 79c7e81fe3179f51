import { useEffect, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { useStatus, type Status } from '@/api/useStatus';
import { toSeconds } from '@/core/time';
import { advance, begin, type Arrivals, type Counted } from './arrivals';

const LOOK_EVERY_MS = 1500;
const KNOWN_SECONDS = 86_400;
/** The server counts in steps of ten seconds; clocks of senders run ahead a little. */
const STEP_SECONDS = 10;
const AHEAD_SECONDS = 60;

/** The beginning of the step a moment lies in. */
const stepOf = (epochSeconds: number) => Math.floor(epochSeconds / STEP_SECONDS) * STEP_SECONDS;

/** The server's clock, epoch seconds: the browser's may be wrong. */
const serverTime = (status: Status) => toSeconds(status.started_at) + status.uptime_seconds;

/** What has come since this page was opened, by the server's own counts; undefined until the first look. */
export function useArrivals(): Arrivals | undefined {
  const status = useStatus();
  const [opened, setOpened] = useState<number>();
  const [state, setState] = useState<Arrivals>();
  useEffect(() => {
    if (opened === undefined && status.data) setOpened(serverTime(status.data));
  }, [opened, status.data]);

  const known = useQuery({
    queryKey: ['send', 'known', opened],
    queryFn: ({ signal }) => countsOf(opened! - KNOWN_SECONDS, stepOf(opened!), signal),
    enabled: opened !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const now = useQuery({
    queryKey: ['send', 'now', opened],
    queryFn: ({ signal }) => countsOf(stepOf(opened!), Date.now() / 1000 + AHEAD_SECONDS, signal),
    enabled: known.isSuccess,
    refetchInterval: LOOK_EVERY_MS,
    staleTime: 0,
    gcTime: 0,
  });
  useEffect(() => {
    if (!now.data || !known.data) return;
    setState((before) => advance(before ?? begin(now.data, known.data.map(({ name }) => name)), now.data, now.dataUpdatedAt / 1000));
  }, [known.data, now.data, now.dataUpdatedAt]);
  return state;
}

async function countsOf(start: number, end: number, signal: AbortSignal): Promise<Counted[]> {
  const { services } = await unwrap(api.GET('/rest/services', { params: { query: { start, end } }, signal }));
  return services.map(({ name, spans, logs }) => ({ name, spans, logs: Object.values(logs).reduce((sum, count) => sum + count, 0) }));
}
