import { formatValue, thousands } from '@/core/format';
import { toSeconds } from '@/core/time';
import type { Metric } from '../api';

type Senders = Pick<Metric, 'senders' | 'sender_counts'>;

/** The labels that say who sends, the most telling first. */
const TELLING = ['service_name', 'job', 'instance'] as const;
export const SENDER_WORD: Record<string, string> = { job: 'job', service_name: 'service', instance: 'instance' };

/** Who sends a metric in one word, and how many others do. */
export function mainSender({ senders, sender_counts: counts }: Senders): { label: string; value: string; others: number } | undefined {
  for (const label of TELLING) {
    const first = senders.find((sender) => sender.label === label);
    const values = counts.find((count) => count.label === label)?.values ?? 1;
    if (first) return { label, value: first.value, others: values - 1 };
  }
  return undefined;
}

/** What is known of all senders, as suggestions for the filter. */
export function sendersOf(metrics: readonly Metric[]): string[] {
  const names = metrics.flatMap(({ senders }) => senders.filter(({ label }) => label !== 'instance').map(({ value }) => value));
  return [...new Set(names)].toSorted();
}

/** When something used it last, whatever that was; null for never since uses are recorded. */
export const lastUsed = ({ used_by }: Pick<Metric, 'used_by'>): string | null =>
  used_by.reduce<string | null>((latest, { last_at }) => (latest === null || toSeconds(last_at) > toSeconds(latest) ? last_at : latest), null);

type Cost = Pick<Metric, 'series' | 'samples_per_day'>;

/** What metrics cost together: `412 series, about 1.2 M samples a day`. */
export function cost(metrics: readonly Cost[]): string {
  const series = metrics.reduce((sum, each) => sum + each.series, 0);
  const samples = metrics.reduce((sum, each) => sum + (each.samples_per_day ?? 0), 0);
  return `${thousands(series)} series${samples > 0 ? `, about ${formatValue(samples, 'short')} samples a day` : ''}`;
}

const DAY_SECONDS = 86_400;

/** How much "unused" says: recorded for as long as is asked, for a shorter time, or too short to say anything. */
export function unusedKnown(since: string | null, days: number, nowSeconds: number): 'fully' | 'partly' | 'hardly' {
  if (since === null) return 'hardly';
  const recorded = nowSeconds - toSeconds(since);
  if (recorded >= days * DAY_SECONDS) return 'fully';
  return recorded >= DAY_SECONDS ? 'partly' : 'hardly';
}
