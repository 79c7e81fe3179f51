import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { STEP_FIELDS } from '../model/kinds';
import { Field } from './Field';
import type { Draft } from './useDraft';
import styles from './Steps.module.css';

/** The requests of a journey in their order. */
export function Steps({ draft, at }: { draft: Draft; at: string }) {
  const value = draft.value(at);
  const steps = Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
  const swap = (i: number, j: number) => draft.set(at, steps.map((step, n) => (n === i ? steps[j] : n === j ? steps[i] : step)));
  return (
    <div className={styles.steps}>
      {steps.map((_, i) => (
        <fieldset key={i} className={styles.step}>
          <legend>Step {i + 1}</legend>
          <span className={styles.tools}>
            <Control quiet aria-label={`Move step ${i + 1} up`} disabled={i === 0} onClick={() => swap(i, i - 1)}>
              <IconArrowUp size={14} />
            </Control>
            <Control quiet aria-label={`Move step ${i + 1} down`} disabled={i === steps.length - 1} onClick={() => swap(i, i + 1)}>
              <IconArrowDown size={14} />
            </Control>
            <Control quiet aria-label={`Remove step ${i + 1}`} disabled={steps.length === 1} onClick={() => draft.set(at, steps.toSpliced(i, 1))}>
              <IconTrash size={14} />
            </Control>
          </span>
          {STEP_FIELDS.map((field) => (
            <Field key={field.key} draft={draft} field={field} at={`${at}.${i}`} />
          ))}
        </fieldset>
      ))}
      <Control onClick={() => draft.set(at, [...steps, { name: '', method: 'GET', url: '', conditions: [] }])}>
        <IconPlus size={14} aria-hidden="true" />
        Add a step
      </Control>
    </div>
  );
}
