import type { ReactNode } from 'react';
import { Control } from '@/ui/Control/Control';
import { CopyButton } from '@/ui/CopyButton/CopyButton';
import { Notice } from '@/ui/Notice/Notice';
import { Panel } from '@/ui/Panel/Panel';
import styles from './Created.module.css';

type Props = {
  /** "Token grafana". */
  what: string;
  secret: string;
  onDone: () => void;
  /** How to use it. */
  children?: ReactNode;
};

/** A secret that was just made: it is in this page's memory and nowhere else, so it is shown until somebody says he has it. */
export function Created({ what, secret, onDone, children }: Props) {
  return (
    <Panel title={`${what} is ready`} actions={<Control onClick={onDone}>Done, I have it</Control>}>
      <Notice tone="info" text="Copy it now: only a hash of it is kept, and it can’t be shown again." />
      <div className={styles.body}>
        <div className={styles.line}>
          <code className={styles.secret} data-testid="secret">
            {secret}
          </code>
          <CopyButton value={secret} />
        </div>
        {children}
      </div>
    </Panel>
  );
}
