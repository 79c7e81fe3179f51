import { formatValue, MISSING, percent } from '@/core/format';
import { Definition } from '@/ui/Definition/Definition';
import type { StorageAnswer } from './api';
import { daysInWords, outlookOf } from './words';
import styles from './Storage.module.css';

/** The disk now, and what becomes of it if the last days go on. */
export function Outlook({ storage }: { storage: StorageAnswer }) {
  const { forecast, engine_disk: disk } = storage;
  const { tone, text } = outlookOf(forecast);
  return (
    <div className={styles.outlook}>
      {disk && <DiskBar total={disk.total_bytes} free={disk.free_bytes} ours={storage.bytes} />}
      <p className={styles.verdict} data-tone={tone}>
        {text}
      </p>
      <Definition
        label="Disk"
        entries={[
          ['Free', disk ? `${formatValue(disk.free_bytes, 'bytes')} of ${formatValue(disk.total_bytes, 'bytes')}` : MISSING],
          ['Tables', `${formatValue(storage.bytes, 'bytes')}, ${formatValue(storage.uncompressed_bytes, 'bytes')} before compression`],
          ['Journal', formatValue(storage.journal_bytes, 'bytes')],
          ['Per day', formatValue(forecast.bytes_per_day, 'bytes')],
          ['Full in', forecast.days_until_full === null ? MISSING : daysInWords(forecast.days_until_full)],
          ['Settles at', formatValue(forecast.settles_at_bytes, 'bytes')],
        ]}
      />
    </div>
  );
}

function DiskBar({ total, free, ours }: { total: number; free: number; ours: number }) {
  const used = total > 0 ? 1 - free / total : 0;
  const own = total > 0 ? ours / total : 0;
  return (
    <div className={styles.bar} role="img" aria-label={`${percent(used)} of the disk is used, ${percent(own)} by Sardonyx`}>
      <span className={styles.own} style={{ width: `${own * 100}%` }} />
      <span className={styles.used} data-tight={used > 0.9 || undefined} style={{ width: `${Math.max(0, used - own) * 100}%` }} />
    </div>
  );
}
