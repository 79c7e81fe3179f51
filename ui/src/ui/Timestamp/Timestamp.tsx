import { ago, formatDateTime, formatTime, toSeconds, zoneLabel, type Zone } from '@/core/time';
import { useNow } from '@/core/timeNow';
import { useZone } from '@/core/timeZone';
import styles from './Timestamp.module.css';

type Mode = 'time' | 'relative' | 'full';

type Props = {
  /** Epoch seconds or ISO text, as the server says it. */
  at: number | string;
  /** `time` 14:03:09.120 · `relative` 24m ago · `full` (default) 2026-01-31 14:03:09. */
  mode?: Mode;
};

/** An instant. Whatever form is shown, the exact time in the page's zone and in UTC is in its tooltip. */
export function Timestamp({ at, mode = 'full' }: Props) {
  const zone = useZone();
  const seconds = toSeconds(at);
  if (Number.isNaN(seconds)) return <span className={styles.time}>–</span>;
  return (
    <time className={styles.time} dateTime={new Date(seconds * 1000).toISOString()} title={exactly(seconds, zone)}>
      {mode === 'relative' ? <Ago seconds={seconds} /> : mode === 'time' ? formatTime(seconds, zone, true) : formatDateTime(seconds, zone)}
    </time>
  );
}

function Ago({ seconds }: { seconds: number }) {
  const now = useNow();
  return now - seconds < 5 ? 'just now' : `${ago(seconds, now)} ago`;
}

function exactly(seconds: number, zone: Zone): string {
  const shown = `${formatDateTime(seconds, zone, true)} ${zoneLabel(zone, new Date(seconds * 1000))}`;
  const utc = `${formatDateTime(seconds, 'utc', true)} UTC`;
  return shown === utc ? utc : `${shown}\n${utc}`;
}
