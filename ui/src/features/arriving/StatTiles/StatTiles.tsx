import type { Status } from '@/api/useStatus';
import { formatValue, thousands } from '@/core/format';
import { ago, toSeconds } from '@/core/time';
import { Failure } from '@/ui/Failure/Failure';
import { ratesOf, type Counter } from './rates';
import { StatTile, type Trouble } from './StatTile';
import { useSamples } from './useSamples';
import styles from './StatTiles.module.css';

type Signal = Status['signals'][string];

const SIGNALS: { label: string; signal: string; counter: Counter }[] = [
  { label: 'Spans', signal: 'traces', counter: 'spans' },
  { label: 'Log records', signal: 'logs', counter: 'logs' },
  { label: 'Metric samples', signal: 'metrics', counter: 'metricSamples' },
];

/** How much is arriving now, and how long it takes until it can be found. */
export function StatTiles() {
  const { status, samples } = useSamples();
  if (!status.data && status.error) {
    return (
      <div className={styles.failed}>
        <Failure error={status.error} onRetry={() => void status.refetch()} />
      </div>
    );
  }
  const lag = samples.at(-1)?.lagSeconds;
  return (
    <div className={styles.tiles}>
      {SIGNALS.map(({ label, signal, counter }) => {
        const figures = status.data?.signals[signal];
        const history = ratesOf(samples, counter);
        return (
          <StatTile
            key={signal}
            label={label}
            value={formatValue(history.at(-1), 'short')}
            unit="per second"
            note={lastReceived(figures, status.dataUpdatedAt)}
            trouble={troubleOf(figures)}
            history={history}
          />
        );
      })}
      <StatTile
        label="Searchable after"
        value={formatValue(lag, 's')}
        note={waiting(status.data)}
        history={samples.map((sample) => sample.lagSeconds)}
      />
    </div>
  );
}

function lastReceived(signal: Signal | undefined, nowMs: number): string {
  if (!signal) return '';
  if (!signal.last_received_at) return 'none yet';
  return `${ago(toSeconds(signal.last_received_at), nowMs / 1000)} ago`;
}

/** Data that was refused or could not be stored outranks the quiet note. */
function troubleOf(signal: Signal | undefined): Trouble | undefined {
  if (signal && signal.quarantined_segments > 0) return { tone: 'error', text: `${thousands(signal.quarantined_segments)} in quarantine` };
  if (signal && signal.rejected_batches_total > 0) return { tone: 'warning', text: `${thousands(signal.rejected_batches_total)} batches put off` };
  return undefined;
}

function waiting(status: Status | undefined): string {
  if (!status) return '';
  const bytes = Object.values(status.signals).reduce((sum, signal) => sum + signal.journal_bytes, 0);
  return bytes > 0 ? `${formatValue(bytes, 'bytes')} waiting` : 'journal empty';
}
