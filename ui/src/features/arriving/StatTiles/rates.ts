import type { Status } from '@/api/useStatus';

/** Counters of one status answer, and when it came (epoch ms of this browser). */
export type Sample = { at: number; spans: number; logs: number; metricSamples: number; lagSeconds: number | null };
export type Counter = 'spans' | 'logs' | 'metricSamples';

/** Senders deliver in batches of a few seconds: a rate over less would jump between nothing and everything. */
const WINDOW_MS = 10_000;
/** Samples kept: four minutes at one every two seconds. */
export const SAMPLES = 120;

export function toSample(status: Status, at: number): Sample {
  const { traces, logs, metrics } = status.signals;
  const lags = Object.values(status.signals).flatMap((signal) => (signal.last_received_at && signal.flush_lag_seconds > 0 ? [signal.flush_lag_seconds] : []));
  return {
    at,
    spans: traces?.accepted_records_total ?? 0,
    logs: logs?.accepted_records_total ?? 0,
    metricSamples: metrics?.accepted_records_total ?? 0,
    lagSeconds: lags.length > 0 ? Math.max(...lags) : null,
  };
}

/** The samples with a new one. A counter that fell means the server restarted: what was before says nothing any more. */
export function appendSample(samples: readonly Sample[], next: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last?.at === next.at) return samples;
  const restarted = last !== undefined && (next.spans < last.spans || next.logs < last.logs || next.metricSamples < last.metricSamples);
  return restarted ? [next] : [...samples, next].slice(-SAMPLES);
}

/** Records per second at every sample, over the window before it; null where there is nothing to compare with yet. */
export function ratesOf(samples: readonly Sample[], counter: Counter): (number | null)[] {
  return samples.map((sample, i) => {
    const first = samples.findIndex((earlier) => sample.at - earlier.at <= WINDOW_MS);
    const base = samples[Math.min(first, i - 1)];
    if (!base || sample.at <= base.at) return null;
    return ((sample[counter] - base[counter]) * 1000) / (sample.at - base.at);
  });
}
