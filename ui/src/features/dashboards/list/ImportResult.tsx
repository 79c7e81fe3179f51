import { IconCheck } from '@tabler/icons-react';
import type { Imported } from '../data/api';
import { panelsOf } from '../model/dashboard';
import styles from './ImportResult.module.css';

/** What an import brings along, and all that it can't, each with the reason. */
export function ImportResult({ result: { dashboard, notes } }: { result: Imported }) {
  const panels = panelsOf(dashboard);
  const { variables, annotations } = dashboard;
  const count = (number: number, one: string, more: string) => `${number} ${number === 1 ? one : more}`;
  return (
    <div className={styles.result}>
      <p className={styles.kept}>
        <IconCheck size={15} className={styles.check} aria-hidden="true" />
        <span>
          <b>{dashboard.title}</b>: {count(panels.length, 'panel', 'panels')}, {count(variables.length, 'variable', 'variables')}, {count(annotations.length, 'kind of marks', 'kinds of marks')}
        </span>
      </p>
      {notes.length === 0 ? (
        <p className={styles.text}>Nothing is lost.</p>
      ) : (
        <>
          <p className={styles.text}>{count(notes.length, 'thing is', 'things are')} not carried over, or not in the same way:</p>
          <ul className={styles.notes} aria-label="Not carried over" tabIndex={0}>
            {notes.map(({ panel, what, why }, i) => (
              <li key={i} className={styles.note}>
                {panel && <b>{panel}: </b>}
                {what} <span className={styles.why}>{why}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
