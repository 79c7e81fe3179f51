import { Sparkline } from '@/charts/Sparkline/Sparkline';
import { formatValue, MISSING, percent } from '@/core/format';
import { ago, toSeconds } from '@/core/time';
import { useNow } from '@/core/timeNow';
import { useBars } from '../api/bars';
import type { MonitorRow } from '../api/types';
import { certificateTone, daysLeft, uptimeOf } from '../model/days';
import { whyOf } from '../model/state';
import { DayBars } from '../parts/DayBars';
import { StateBadge } from '../parts/StateBadge';
import { Uptime } from '../parts/Uptime';
import { TrafficNote } from './TrafficNote';
import styles from './MonitorLine.module.css';

const SLOTS = 40;

/** A monitor on one line: how it is, how it was, how fast, and whether real traffic agrees. What is wrong takes a second line. */
export function MonitorLine({ monitor }: { monitor: MonitorRow }) {
  const { state, since, name, target, kind, group, uptime_24h, last_seconds, latency, certificate_expires, traffic, suppressed_by } = monitor;
  const now = useNow();
  const bars = useBars(monitor.id).data;
  const why = whyOf(monitor);
  const days = certificate_expires === null ? undefined : daysLeft(certificate_expires, now);
  const uptime90 = bars ? uptimeOf(bars.bars) : null;
  return (
    <div className={styles.line} data-state={state}>
      <span className={styles.state}>
        <StateBadge state={state} />
      </span>
      <span className={styles.what}>
        <span className={styles.first}>
          <span className={styles.name}>{name}</span>
          <span className={styles.target}>{target}</span>
        </span>
        {(why || suppressed_by) && (
          <span className={styles.why} title={why}>
            {why}
            <span className={styles.since}> · for {ago(toSeconds(since), now)}</span>
            {suppressed_by && <span className={styles.suppressed}> · explained by {suppressed_by.name}</span>}
          </span>
        )}
      </span>
      <span className={styles.kind}>{kind}</span>
      <span className={styles.bars} title={uptime90 === null ? undefined : `${percent(uptime90)} in 90 days`}>
        {bars ? <DayBars days={bars.bars} height={18} /> : <i className={styles.blank} />}
      </span>
      <span className={styles.uptime}>
        <Uptime ratio={uptime_24h} title="Availability of the last 24 hours" />
      </span>
      <span className={styles.latency}>
        <span className={styles.spark}>{latency.length > 0 && <Sparkline values={latency.map(([, seconds]) => seconds ?? null)} slots={SLOTS} color="--s1" height={18} />}</span>
        <span className={styles.seconds}>{formatValue(last_seconds, 's')}</span>
      </span>
      <span className={styles.certificate} data-tone={days === undefined ? undefined : certificateTone(days)} title={days === undefined ? undefined : `The certificate ends in ${days} days`}>
        {days === undefined ? MISSING : `${days} d`}
      </span>
      <span className={styles.traffic}>
        <TrafficNote traffic={traffic} />
      </span>
      <span className={styles.group}>{group}</span>
    </div>
  );
}
