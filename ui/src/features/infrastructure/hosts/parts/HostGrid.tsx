import { Link } from '@tanstack/react-router';
import { Sparkline } from '@/charts/Sparkline/Sparkline';
import { formatValue } from '@/core/format';
import { hostLink } from '@/core/links';
import { CellMeter } from '../../panels/CellMeter';
import { memoryTone, trouble } from '../model/hosts';
import type { HostWithHistory } from '../useHosts';
import { DiskCell } from './DiskCell';
import { HostState } from './HostState';
import styles from './HostGrid.module.css';

/** Hosts as cards, those in trouble first: for a look at many at once. */
export function HostGrid({ hosts, now }: { hosts: readonly HostWithHistory[]; now: number }) {
  const worstFirst = hosts.toSorted((a, b) => trouble(b) - trouble(a) || (b.busy ?? 0) - (a.busy ?? 0));
  return (
    <ul className={styles.grid} aria-label="Hosts">
      {worstFirst.map((host) => (
        <li key={host.instance} className={styles.card} data-silent={host.silent || undefined}>
          <Link {...hostLink(host.instance)} className={styles.link}>
            <span className={styles.head}>
              <span className={styles.name} title={host.instance}>{host.instance}</span>
              <span className={styles.own}>{host.nodename !== host.instance && host.nodename}</span>
            </span>
            <HostState host={host} />
            {!host.silent && (
              <>
                <span className={styles.cpu}>
                  <span className={styles.label}>CPU</span>
                  <Sparkline values={[...host.history]} color="--s1" top={1} height={18} />
                  <span className={styles.figure}>{formatValue(host.busy, 'ratio')}</span>
                </span>
                <span className={styles.row}>
                  <span className={styles.label}>Memory</span>
                  <CellMeter share={host.memory} tone={host.memory === null ? undefined : memoryTone(host.memory)} note={formatValue(host.memoryTotal, 'bytes')} />
                </span>
                <span className={styles.row}>
                  <span className={styles.label}>Disk</span>
                  <DiskCell disk={host.disk} now={now} />
                </span>
              </>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}
