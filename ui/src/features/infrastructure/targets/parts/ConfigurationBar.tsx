import { IconRefresh } from '@tabler/icons-react';
import { useCan } from '@/core/permissions';
import { Control } from '@/ui/Control/Control';
import { Notice } from '@/ui/Notice/Notice';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { toast, toastError } from '@/ui/toast';
import { useReload, type Configuration } from '../api';
import styles from './ConfigurationBar.module.css';

/** The file the jobs come from: when it was read, what is wrong with it, what of it has no effect. Who may, reads it again. */
export function ConfigurationBar({ configuration }: { configuration: Configuration }) {
  const { path, loaded_at, ok, problems, unused } = configuration;
  const reload = useReload();
  const may = useCan('settings:write');
  const run = () =>
    reload.mutate(undefined, {
      onSuccess: (answer) =>
        answer.configuration.ok
          ? toast({ title: 'Configuration read again', detail: `${answer.pools.length} jobs, ${answer.pools.reduce((sum, { active }) => sum + active.length, 0)} targets` })
          : toast({ title: 'The configuration can’t be used', detail: 'What was read before stays in force.', tone: 'warning' }),
      onError: (error) => toastError('The configuration was not read again', error),
    });
  return (
    <section className={styles.bar} aria-label="Configuration">
      <div className={styles.line}>
        <StatusBadge severity={ok ? 'ok' : 'error'}>{ok ? 'Configuration in force' : 'Configuration refused'}</StatusBadge>
        <code className={styles.path} title={path ?? ''}>{path}</code>
        {loaded_at && (
          <span className={styles.when}>
            {ok ? 'read' : 'still in force: as read'} <Timestamp at={loaded_at} mode="relative" />
          </span>
        )}
        {may && (
          <Control className={styles.reload} disabled={reload.isPending} onClick={run} title="Read the file again, as a SIGHUP does">
            <IconRefresh size={14} aria-hidden="true" /> Reload
          </Control>
        )}
      </div>
      {problems.map((problem) => (
        <Notice key={problem} tone="error" text={problem} />
      ))}
      {unused.length > 0 && <p className={styles.unused}>Without effect here: {unused.join(', ')}</p>}
    </section>
  );
}
