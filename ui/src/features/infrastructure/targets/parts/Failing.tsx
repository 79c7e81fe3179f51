import { thousands } from '@/core/format';
import { Panel } from '@/ui/Panel/Panel';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { failures, type Job, type TargetRow } from '../model/targets';
import styles from './Failing.module.css';

/** How many targets of one trouble are named, and how many troubles; the table lists all. */
const NAMED = 6;
const TOLD = 8;

type Props = { rows: readonly TargetRow[]; jobs: readonly Job[]; onOpen: (key: string) => void };

/** What is down and why, in full, and what jobs complain of. The same trouble of many targets stands there once. */
export function Failing({ rows, jobs, onOpen }: Props) {
  const found = failures(rows);
  const problems = jobs.flatMap(({ name, problems: own }) => own.map((problem) => ({ name, problem })));
  if (found.length === 0 && problems.length === 0) return null;
  const down = found.reduce((sum, { targets }) => sum + targets.length, 0);
  return (
    <Panel title={down > 0 ? 'Down' : 'Problems'} note={down > 0 && `${thousands(down)} of ${thousands(rows.length)} targets`}>
      <ul className={styles.list} aria-label={down > 0 ? 'Why targets are down' : 'Problems'}>
        {found.slice(0, TOLD).map(({ error, targets }) => (
          <li key={error} className={styles.item}>
            <StatusBadge severity="error">Down</StatusBadge>
            <div className={styles.words}>
              <p className={styles.error}>{error || 'No reason was given'}</p>
              <p className={styles.targets}>
                {targets.slice(0, NAMED).map(({ key, pool, labels, url }) => (
                  <button key={key} type="button" className={styles.target} title={url} onClick={() => onOpen(key)}>
                    {pool} <span className={styles.instance}>{labels.instance ?? url}</span>
                  </button>
                ))}
                {targets.length > NAMED && <span className={styles.more}>and {thousands(targets.length - NAMED)} more</span>}
              </p>
            </div>
          </li>
        ))}
        {problems.slice(0, TOLD).map(({ name, problem }) => (
          <li key={`${name} ${problem}`} className={styles.item}>
            <StatusBadge severity="warning">Problem</StatusBadge>
            <p className={styles.problem}>
              {name}: {problem}
            </p>
          </li>
        ))}
      </ul>
      {found.length > TOLD && <p className={styles.rest}>{thousands(found.length - TOLD)} more reasons: each target below tells its own.</p>}
    </Panel>
  );
}
