import { Empty } from '@/ui/Empty/Empty';
import type { Panel } from '../../model/dashboard';
import { useUnknownMetrics } from './useUnknownMetrics';
import styles from './Nothing.module.css';

/** Lower panels have no room for a hint. */
const HINT_FROM_PX = 96;

/** Why a panel is empty: nothing is asked, nobody ever sent what is asked for, or there is none of it now. */
export function Nothing({ panel, height }: { panel: Panel; height: number }) {
  const asked = panel.queries.filter(({ hidden, text, language }) => !hidden && (text.trim() !== '' || language === 'logs' || language === 'traces'));
  const metrics = useUnknownMetrics(asked);
  const { title, hint } = wordsOf(panel, asked, metrics);
  return (
    <div className={styles.nothing} style={{ height }} data-low={height < HINT_FROM_PX || undefined} title={hint}>
      <Empty title={title} hint={height < HINT_FROM_PX ? '' : hint} />
    </div>
  );
}

function wordsOf({ type, values }: Panel, asked: Panel['queries'], metrics: ReturnType<typeof useUnknownMetrics>): { title: string; hint: string } {
  if (asked.length === 0) return { title: 'No query yet', hint: 'Edit the panel and write one.' };
  if (values.no_value) return { title: values.no_value, hint: '' };
  if (type === 'logs') return { title: 'No data', hint: 'No log record matches in this time range.' };
  if (type === 'traces') return { title: 'No data', hint: 'No trace matches in this time range.' };
  if (metrics && metrics.unknown.length > 0) {
    const whole = metrics.unknown.length === metrics.named.length;
    return { title: whole ? 'No such metric here' : 'No data', hint: `Nobody has sent ${metrics.unknown.slice(0, 3).join(', ')}${metrics.unknown.length > 3 ? ' …' : ''} yet.` };
  }
  return { title: 'No data', hint: asked.every(({ instant }) => instant) ? 'No series matches now.' : 'No series matches in this time range.' };
}
