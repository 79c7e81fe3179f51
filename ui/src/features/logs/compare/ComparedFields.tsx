import { useMemo, useState } from 'react';
import { percent, significant, thousands } from '@/core/format';
import { levelToken, toLevel } from '@/core/levels';
import { useServiceTokens } from '@/core/serviceSlots';
import { isFieldName } from '@/core/search/spelling';
import { Control } from '@/ui/Control/Control';
import type { ComparedField } from '../api';
import { changeOf, type Change } from '../model/against';
import styles from './Comparison.module.css';

type Props = { total: number; other_total: number; fields: readonly ComparedField[]; onFilter: (field: string, value: string, exclude: boolean) => void };

/** Such values come and go by their nature: what else differs comes first. */
const IDENTITY = /[._](?:id|pid|uid)$/;
/** Fields that say again what a field of every record says. */
const REPEATED = new Set(['resource.service.name', 'resource.service.version', 'resource.deployment.environment.name']);

const shownName = (field: string): string => field.replace(/^(?:attr|resource)\./, '');

/** The fields that differ, those of ids last, and the names of the others. */
function sorted(fields: readonly ComparedField[], total: number, otherTotal: number) {
  const told = fields.filter(({ field }) => !REPEATED.has(field));
  const differs = ({ values }: ComparedField) => values.some((value) => changeOf(value, total, otherTotal).verdict !== 'same');
  const differing = told.filter(differs).toSorted((a, b) => Number(IDENTITY.test(a.field)) - Number(IDENTITY.test(b.field)));
  return { differing, same: told.filter((field) => !differs(field)).map(({ field }) => field) };
}

/** Field by field the values whose share changed most, this range's bar above the other's. A click narrows the search to one. */
export function ComparedFields({ fields, ...rest }: Props) {
  const { differing, same } = useMemo(() => sorted(fields, rest.total, rest.other_total), [fields, rest.total, rest.other_total]);
  return (
    <div className={styles.fields} role="group" aria-label="Fields that differ" tabIndex={0}>
      {differing.map((field) => (
        <Field key={field.field} {...field} {...rest} />
      ))}
      {same.length > 0 && <p className={styles.same}>No difference in {same.map(shownName).join(', ')}</p>}
    </div>
  );
}

function Field({ field, values, total, other_total, onFilter }: ComparedField & Omit<Props, 'fields'>) {
  const changes = useMemo(() => values.map((value) => ({ ...value, change: changeOf(value, total, other_total) })), [values, total, other_total]);
  const [all, setAll] = useState(false);
  const top = Math.max(...changes.flatMap(({ change }) => [change.share, change.otherShare]), 0);
  const tokenOf = useServiceTokens();
  const colourOf = (value: string) => (field === 'level' ? levelToken(toLevel(value)) : field === 'service' ? tokenOf(value) : '--accent');
  return (
    <section className={styles.field} aria-label={field}>
      <h3 className={styles.name} title={field}>
        {shownName(field)}
      </h3>
      <ul className={styles.values}>
        {changes.slice(0, all ? undefined : FIRST_VALUES).map(({ value, count, other_count, change }) => (
          <li key={value}>
            <button
              type="button"
              className={styles.value}
              data-field={field}
              data-value={value}
              disabled={!isFieldName(field)}
              title={`${thousands(count)} records (${percent(change.share)}) now, ${thousands(other_count)} (${percent(change.otherShare)}) then`}
              onClick={() => onFilter(field, value, false)}
            >
              <span className={styles.text}>{shortened(value) || 'none'}</span>
              <span className={styles.bars}>
                <i className={styles.now} style={{ width: widthOf(change.share, top), background: `var(${colourOf(value)})` }} />
                <i className={styles.then} style={{ width: widthOf(change.otherShare, top) }} />
              </span>
              <Verdict {...change} />
            </button>
          </li>
        ))}
      </ul>
      {!all && changes.length > FIRST_VALUES && (
        <Control quiet className={styles.more} onClick={() => setAll(true)}>
          {changes.length - FIRST_VALUES} more
        </Control>
      )}
    </section>
  );
}

const FIRST_VALUES = 6;
const LONGEST = 40;
/** Paths and names of modules differ at their end. */
const shortened = (value: string): string => (value.length > LONGEST ? `…${value.slice(-LONGEST)}` : value);

const widthOf = (share: number, top: number): string => `${top > 0 ? (share / top) * 100 : 0}%`;

function Verdict({ verdict, difference }: Change) {
  if (verdict === 'new' || verdict === 'gone') return <span className={styles.verdict} data-verdict={verdict}>{verdict}</span>;
  const points = significant(Math.abs(difference) * 100);
  return (
    <span className={styles.verdict} data-verdict={verdict} title="Difference of the shares">
      {verdict === 'same' ? '±' : difference > 0 ? '+' : '−'}
      {points} %
    </span>
  );
}
