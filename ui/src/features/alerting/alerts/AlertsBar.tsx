import { thousands } from '@/core/format';
import { Control } from '@/ui/Control/Control';
import { FilterField } from '@/ui/FilterField/FilterField';
import { StatusShape } from '@/ui/StatusBadge/StatusShape';
import type { Severity } from '@/core/severity';
import { ALERT_STATES, stateWord, type AlertState } from '../model/alerts';
import type { AlertsSearch } from '../search';
import styles from './AlertsBar.module.css';

const SHAPES: Record<AlertState, Severity> = { firing: 'critical', pending: 'warning', no_data: 'unknown' };
const MEANINGS: Record<AlertState, string> = {
  firing: 'True for as long as the rule asks',
  pending: 'True, but not for long enough to fire',
  no_data: 'Nobody knows: what it needs is no longer reported',
};

type Props = { counts: Record<AlertState, number>; silent: number; search: AlertsSearch; patch: (changes: AlertsSearch, replace?: boolean) => void };

/** How many alerts are in which state, each a filter, and a field for words. */
export function AlertsBar({ counts, silent, search, patch }: Props) {
  return (
    <div className={styles.bar}>
      <div className={styles.counts} role="group" aria-label="States">
        {ALERT_STATES.map((state) => {
          const count = counts[state] + (state === 'no_data' ? silent : 0);
          const active = search.state === state;
          return (
            <Control key={state} quiet active={active} aria-pressed={active} title={MEANINGS[state]} className={styles.count} onClick={() => patch({ state: active ? undefined : state })}>
              {count > 0 && <StatusShape severity={SHAPES[state]} />}
              <b data-some={count > 0 && state === 'firing' ? true : undefined}>{thousands(count)}</b>
              {stateWord(state)}
            </Control>
          );
        })}
      </div>
      <FilterField label="Filter alerts" placeholder="Rule, label, words" value={search.q ?? ''} onChange={(q) => patch({ q }, true)} />
    </div>
  );
}
