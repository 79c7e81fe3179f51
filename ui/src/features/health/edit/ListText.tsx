import { useState, type ReactNode } from 'react';
import { Textarea } from '@mantine/core';
import styles from './Field.module.css';

type Props = { label: string; description?: ReactNode; error?: string; placeholder?: string; className?: string; text: string; onText: (text: string) => void };

/** Lines of text that stand for a list. What is being typed stays as it is typed; half a line is no line lost. */
export function ListText({ text, onText, ...field }: Props) {
  const [typed, setTyped] = useState<string>();
  return (
    <Textarea
      {...field}
      size="xs"
      classNames={{ input: styles.mono }}
      autosize
      minRows={2}
      maxRows={10}
      value={typed ?? text}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        onText(value);
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}
