import { Link } from '@tanstack/react-router';
import { monitorLink, uptimeViewLink } from '@/core/links';
import { Panel } from '@/ui/Panel/Panel';
import type { MonitorDetail, Neighbour } from '../api/types';
import { StateBadge } from '../parts/StateBadge';
import styles from './Neighbours.module.css';

/** On what it stands, and what stands on it. */
export function Neighbours({ monitor: { depends_on, depended_on_by } }: { monitor: MonitorDetail }) {
  if (depends_on.length + depended_on_by.length === 0) return null;
  return (
    <Panel
      title="Dependencies"
      actions={
        <Link {...uptimeViewLink('dependencies')} className={styles.all}>
          All of them
        </Link>
      }
    >
      <List title="Stands on" monitors={depends_on} />
      <List title="Carries" monitors={depended_on_by} />
    </Panel>
  );
}

const List = ({ title, monitors }: { title: string; monitors: readonly Neighbour[] }) =>
  monitors.length === 0 ? null : (
    <section className={styles.part}>
      <h3>{title}</h3>
      <ul>
        {monitors.map(({ id, name, state }) => (
          <li key={id}>
            <Link {...monitorLink(id)} className={styles.monitor}>
              <StateBadge state={state} />
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
