import { useEffect, useState, type KeyboardEvent } from 'react';
import type { Parameter } from '@/core/promql/builder/operations';
import { readDuration } from '@/core/promql/step';
import styles from './ParameterField.module.css';

type Props = { parameter: Parameter; value: string; onChange: (value: string) => void };

/** A parameter as it is written. What can't be read is marked and goes no further. */
export function ParameterField({ parameter, value, onChange }: Props) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const wrong = !isValid(parameter, typed.trim());
  const submit = () => {
    if (!wrong && typed.trim() !== value) onChange(typed.trim());
  };
  return (
    <input
      className={styles.field}
      aria-label={parameter.name}
      aria-invalid={wrong}
      title={parameter.name}
      spellCheck={false}
      style={{ width: `${Math.max(4, typed.length + 2)}ch` }}
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={submit}
      onKeyDown={({ key }: KeyboardEvent) => key === 'Enter' && submit()}
    />
  );
}

function isValid({ kind }: Parameter, text: string): boolean {
  if (kind === 'range') return (readDuration(text) !== undefined && /[a-z]$/.test(text)) || /^\$\w+$|^\$\{\w+\}$/.test(text);
  return kind === 'number' ? text !== '' && Number.isFinite(Number(text)) : /^[a-zA-Z_]\w*$/.test(text);
}
