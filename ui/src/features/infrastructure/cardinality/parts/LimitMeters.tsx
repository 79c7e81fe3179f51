import { thousands } from '@/core/format';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { LimitUse, Limits } from '../api';
import { Meter } from './Meter';
import styles from './LimitMeters.module.css';

type Filled = { key: string; label: string; use: LimitUse };

/** How full the limits are: of all series, and of each metric and source that fills at least half of its own. */
export function LimitMeters({ limits }: { limits: Limits | null }) {
  return (
    <Panel title="Limits" note={limits?.counted_at && <>counted <Timestamp at={limits.counted_at} mode="relative" /></>}>
      {limits ? <Meters limits={limits} /> : <Empty title="Not told here" hint="Limits are the whole server’s: they are told to those who see all services and environments." />}
    </Panel>
  );
}

function Meters({ limits }: { limits: Limits }) {
  const { total, metrics, sources, series_per_metric, series_per_source, refused } = limits;
  const filled: Filled[] = [
    { key: 'total', label: 'All series', use: total },
    ...metrics.map((use) => ({ key: `metric ${use.name}`, label: use.name, use })),
    ...sources.map((use) => ({ key: `source ${use.name}`, label: use.name || 'without a sender’s name', use })),
  ];
  return (
    <div className={styles.body}>
      {filled.map(({ key, label, use }) => (
        <Meter key={key} label={label} use={use} />
      ))}
      <p className={styles.said}>
        {metrics.length === 0 && `Every metric has less than half of its ${thousands(series_per_metric)} series. `}
        {sources.length === 0 && `Every sender has less than half of its ${thousands(series_per_source)} series. `}
        At a limit only new series are refused; those alive go on. The settings are limits.series_total, limits.series_per_metric and limits.series_per_source.
      </p>
      {refused.length > 0 && (
        <ul className={styles.refused} aria-label="Refused new series">
          {refused.map(({ reason, metric, series }) => (
            <li key={`${reason} ${metric}`} className={styles.refusal}>
              <b>{thousands(series)}</b> new series of <code>{metric}</code> were refused: limits.{reason} is reached
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
