import { Select, Switch, Textarea, TextInput } from '@mantine/core';
import { conditionProblem, refusalOf } from '../model/condition';
import { readLines, readPairs, writePairs } from '../model/draft';
import type { FieldSpec } from '../model/kinds';
import { ListText } from './ListText';
import { Steps } from './Steps';
import type { Draft } from './useDraft';
import styles from './Field.module.css';

type Props = { draft: Draft; field: FieldSpec; at: string };

/** One field of a check, drawn as its type wants. `at` is the path of what holds it. */
export function Field({ draft, field, at }: Props) {
  const { key, label, type, hint, placeholder, choices = [], half } = field;
  const path = `${at}.${key}`;
  const value = draft.value(path);
  const error = draft.error(path);
  const shared = { label, description: hint, error, className: half ? styles.half : styles.whole };
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  switch (type) {
    case 'switch':
      return <Switch size="xs" className={half ? styles.half : styles.whole} label={label} description={hint} checked={value === true} onChange={({ currentTarget: { checked } }) => draft.set(path, checked)} />;
    case 'choice':
      return <Select {...shared} size="xs" data={[...choices]} value={text} onChange={(next) => next !== null && draft.set(path, next)} allowDeselect={false} />;
    case 'number':
      return <TextInput {...shared} inputMode="numeric" placeholder={placeholder} value={text} onChange={({ currentTarget: { value: typed } }) => draft.set(path, readNumber(typed))} />;
    case 'area':
      return <Textarea {...shared} size="xs" classNames={{ input: styles.mono }} autosize minRows={2} maxRows={10} value={text} onChange={({ currentTarget: { value: typed } }) => draft.set(path, typed)} />;
    case 'pairs':
      return <ListText {...shared} placeholder={placeholder} text={writePairs(value)} onText={(typed) => draft.set(path, readPairs(typed))} />;
    case 'lines': {
      const lines = Array.isArray(value) ? value.map(String) : [];
      const wrong = key === 'conditions' ? lines.map((line) => conditionProblem(line) ?? refusalOf(line, draft.error('check'))).find(Boolean) : undefined;
      return <ListText {...shared} error={wrong ?? error} placeholder={placeholder} text={lines.join('\n')} onText={(typed) => draft.set(path, readLines(typed))} />;
    }
    case 'steps':
      return <Steps draft={draft} at={path} />;
    default:
      return <TextInput {...shared} placeholder={placeholder} value={text} onChange={({ currentTarget: { value: typed } }) => draft.set(path, typed)} autoComplete="off" spellCheck={false} />;
  }
}

/** A whole number where it is one; anything else goes to the server as it is, which says what is allowed. */
const readNumber = (typed: string): unknown => (typed.trim() === '' ? undefined : /^\d+$/.test(typed.trim()) ? Number(typed) : typed);
