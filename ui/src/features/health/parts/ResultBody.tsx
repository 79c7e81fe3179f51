import { useMemo, type ReactNode } from 'react';
import { formatValue } from '@/core/format';
import { CodeView } from '@/ui/CodeView/CodeView';
import { JsonTree } from '@/ui/JsonTree/JsonTree';
import type { Json } from '@/ui/JsonTree/rows';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { ResultView } from '../api/types';
import { reasonWords, stateSeverity, stateWord } from '../model/state';
import { Conditions } from './Conditions';
import { PhaseBars } from './PhaseBars';
import styles from './ResultBody.module.css';

/** One check as it was seen: what came of it, where the time went, what had to hold, and what was answered. */
export function ResultBody({ result }: { result: ResultView }) {
  const { at, vantage, outcome, reason, message, seconds, phases, evidence } = result;
  return (
    <div className={styles.result}>
      <p className={styles.line}>
        <StatusBadge severity={stateSeverity(outcome)}>{stateWord(outcome)}</StatusBadge>
        <b>{message || reasonWords(reason) || 'All of it held'}</b>
        <span className={styles.aside}>
          <Timestamp at={at} /> from {vantage === 'here' ? 'this server' : vantage}, {formatValue(seconds, 's')}
          {evidence?.address && <>, {evidence.address}</>}
        </span>
      </p>
      <div className={styles.halves}>
        {Object.values(phases).some((took) => took > 0) && (
          <Part title="Where the time went">
            <PhaseBars phases={phases} seconds={seconds} />
          </Part>
        )}
        {evidence?.conditions && evidence.conditions.length > 0 && (
          <Part title="What had to hold">
            <Conditions conditions={evidence.conditions} />
          </Part>
        )}
      </div>
      {evidence?.steps && evidence.steps.length > 0 && (
        <Part title="Steps">
          <ol className={styles.steps}>
            {evidence.steps.map((step, i) => (
              <li key={`${i} ${step}`}>{step}</li>
            ))}
          </ol>
        </Part>
      )}
      {evidence && <Answer evidence={evidence} said={evidence.message === message ? '' : (evidence.message ?? '')} />}
      {evidence?.screenshot_url && (
        <Part title="What the browser showed">
          <img className={styles.picture} src={evidence.screenshot_url} alt="The page when the check failed" />
        </Part>
      )}
    </div>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className={styles.part}>
    <h3>{title}</h3>
    {children}
  </section>
);

/** What was answered. `said` is its first line, where that says more than the result itself. */
function Answer({ evidence: { headers = [], body = '', addresses = [] }, said }: { evidence: NonNullable<ResultView['evidence']>; said: string }) {
  const json = useMemo(() => readJson(body), [body]);
  if (!said && !body && headers.length === 0) return null;
  return (
    <div className={styles.halves}>
      {(said || headers.length > 0) && (
        <Part title="Answer">
          {said && <p className={styles.message}>{said}</p>}
          {headers.length > 0 && <CodeView label="Headers" code={headers.map((pair) => pair.join(': ')).join('\n')} />}
          {addresses.length > 1 && <p className={styles.aside}>The name stands for {addresses.join(', ')}</p>}
        </Part>
      )}
      {body && <Part title="Body">{json === undefined ? <CodeView label="Body" code={body} /> : <JsonTree label="Body" value={json} />}</Part>}
    </div>
  );
}

/** JSON that is an object or a list; undefined for everything else. */
function readJson(body: string): Json | undefined {
  try {
    const value = JSON.parse(body) as Json;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
