import type { Schemas } from '@/api/client';
import styles from './Faults.module.css';

/** Files that are no dashboards, each with its reason. */
export function Faults({ faults }: { faults: readonly Schemas['DashboardFault'][] }) {
  if (faults.length === 0) return null;
  return (
    <div className={styles.faults} data-tone="error" role="status">
      <b>{faults.length === 1 ? 'A file is no dashboard and shows nothing until it is mended:' : `${faults.length} files are no dashboards and show nothing until they are mended:`}</b>
      <ul className={styles.list}>
        {faults.map(({ file, why }) => (
          <li key={file}>
            <code>{file}</code> {why}
          </li>
        ))}
      </ul>
    </div>
  );
}
