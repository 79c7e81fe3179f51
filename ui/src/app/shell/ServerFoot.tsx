import { useStatus } from '@/api/useStatus';
import { formatValue } from '@/core/format';
import { ago } from '@/core/time';
import styles from './ServerFoot.module.css';

/** Which server this is and what it costs: version, uptime, memory, disk. */
export function ServerFoot() {
  const { data } = useStatus();
  if (!data) return <div className={styles.foot} />;
  const { engine } = data;
  return (
    <div className={styles.foot}>
      <span title={`Engine: ${engine.kind} ${engine.version}`}>
        {data.version} · up {ago(0, data.uptime_seconds)}
      </span>
      <span>
        {formatValue(data.process_memory_bytes, 'bytes')} memory · {formatValue(engine.disk_bytes, 'bytes')} disk
      </span>
    </div>
  );
}
