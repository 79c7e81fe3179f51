import { thousands } from '@/core/format';
import { Panel } from '@/ui/Panel/Panel';
import { StatusShape } from '@/ui/StatusBadge/StatusShape';
import { countHealth, HEALTH_SEVERITY, HEALTH_WORD, HEALTHS, type HealthCounts, type Job, type TargetRow } from '../model/targets';
import styles from './Jobs.module.css';

type Props = { jobs: readonly Job[]; rows: readonly TargetRow[]; chosen: string | undefined; onChoose: (job: string | undefined) => void };

/** The jobs with what is up, down or not scraped yet of each. A click narrows the page to one, another takes that back. */
export function Jobs({ jobs, rows, chosen, onChoose }: Props) {
  return (
    <Panel title="Jobs" note={summary(countHealth(rows))}>
      <div className={styles.jobs} role="group" aria-label="Jobs">
        {jobs.map((job) => (
          <button key={job.name} type="button" className={styles.job} aria-pressed={job.name === chosen} onClick={() => onChoose(job.name === chosen ? undefined : job.name)}>
            <span className={styles.name}>
              <StatusShape severity={severityOf(job)} />
              {job.name}
            </span>
            <span className={styles.counts} data-tone={job.counts.down > 0 ? 'error' : undefined}>
              {summary(job.counts)}
            </span>
            <span className={styles.note}>{noteOf(job)}</span>
          </button>
        ))}
      </div>
    </Panel>
  );
}

/** The worst of its targets; problems alone are a warning. */
function severityOf({ counts, problems }: Job) {
  const worst = HEALTHS.find((health) => counts[health] > 0) ?? 'unknown';
  return problems.length > 0 && worst !== 'down' ? 'warning' : HEALTH_SEVERITY[worst];
}

const noteOf = ({ builtIn, dropped, problems }: Job): string =>
  [builtIn && 'built in', dropped > 0 && `${thousands(dropped)} dropped`, problems.length > 0 && (problems.length === 1 ? '1 problem' : `${problems.length} problems`)].filter(Boolean).join(' · ');

/** `12 up`, `1 down · 3 up`: only what there is. */
function summary(counts: HealthCounts): string {
  const told = HEALTHS.flatMap((health) => (counts[health] > 0 ? [`${thousands(counts[health])} ${HEALTH_WORD[health].toLowerCase()}`] : []));
  return told.join(' · ') || 'no targets';
}
