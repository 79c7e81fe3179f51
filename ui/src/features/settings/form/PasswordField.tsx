import type { ComponentProps } from 'react';
import { TextInput } from '@mantine/core';
import { IconDice5 } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { CopyButton } from '@/ui/CopyButton/CopyButton';
import { generatePassword } from './checks';
import styles from './PasswordField.module.css';

type Props = Omit<ComponentProps<typeof TextInput>, 'value'> & { value: string; onGenerate: (password: string) => void };

/** A password for somebody else: readable, because it is to be handed over, with one made at random at a click. */
export function PasswordField({ onGenerate, ...input }: Props) {
  return (
    <TextInput
      {...input}
      autoComplete="off"
      spellCheck={false}
      classNames={{ input: styles.input }}
      rightSectionWidth={64}
      rightSection={
        <span className={styles.tools}>
          <Control quiet aria-label="Make one at random" title="Make one at random" onClick={() => onGenerate(generatePassword())}>
            <IconDice5 size={14} aria-hidden="true" />
          </Control>
          <CopyButton value={input.value} label="Copy password" iconOnly quiet />
        </span>
      }
    />
  );
}
