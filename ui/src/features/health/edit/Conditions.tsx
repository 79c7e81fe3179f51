import { useEffect, useRef, type KeyboardEvent } from 'react';
import { TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { conditionProblem, refusalOf } from '../model/condition';
import type { Draft } from './useDraft';
import styles from './Conditions.module.css';

type Props = { draft: Draft; at: 'conditions' | 'degraded_unless'; title: string; about: string; offered: readonly string[] };

/** Conditions, each a line of its own that says at once when it can't be read. Enter begins the next. */
export function Conditions({ draft, at, title, about, offered }: Props) {
  const path = `check.${at}`;
  const value = draft.value(path);
  const lines = Array.isArray(value) ? value.map(String) : [];
  const list = useRef<HTMLUListElement>(null);
  const added = useRef(false);
  useEffect(() => {
    if (added.current) list.current?.querySelector<HTMLInputElement>('li:last-child input')?.focus();
    added.current = false;
  }, [lines.length]);
  const add = (text = '') => {
    added.current = text === '';
    draft.set(path, [...lines, text]);
  };
  const remove = (i: number) => draft.set(path, lines.toSpliced(i, 1));
  const onKeyDown = (event: KeyboardEvent, i: number) => {
    if (event.key === 'Enter') add();
    else if (event.key === 'Backspace' && lines[i] === '') remove(i);
    else return;
    event.preventDefault();
  };
  const left = offered.filter((text) => !lines.includes(text));
  return (
    <section className={styles.conditions} aria-label={title}>
      <h3>{title}</h3>
      <p>{about}</p>
      <ul ref={list}>
        {lines.map((line, i) => (
          <li key={i}>
            <TextInput
              aria-label={`${title}, condition ${i + 1}`}
              classNames={{ input: styles.line }}
              placeholder="status == 2xx"
              value={line}
              error={conditionProblem(line) ?? draft.error(`${path}.${i}`) ?? refusalOf(line, draft.error('check'))}
              onChange={({ currentTarget: { value: typed } }) => draft.set(`${path}.${i}`, typed)}
              onKeyDown={(event) => onKeyDown(event, i)}
              autoComplete="off"
              spellCheck={false}
            />
            <Control quiet aria-label={`Remove condition ${i + 1}`} onClick={() => remove(i)}>
              <IconX size={14} />
            </Control>
          </li>
        ))}
      </ul>
      <div className={styles.more}>
        <Control onClick={() => add()}>
          <IconPlus size={14} aria-hidden="true" />
          Condition
        </Control>
        {left.map((text) => (
          <Control key={text} quiet className={styles.offer} title="Add this condition" onClick={() => add(text)}>
            {text}
          </Control>
        ))}
      </div>
    </section>
  );
}
