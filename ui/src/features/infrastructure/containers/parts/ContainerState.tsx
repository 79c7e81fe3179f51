import { worstOf } from '@/core/severity';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import type { Container } from '../model/containers';
import styles from '../../panels/StateCell.module.css';

/** What is wrong with a container, or else the state Docker tells. */
export function ContainerState({ container: { verdicts, state, running, health, exitCode } }: { container: Container }) {
  const word = running ? (health === 'starting' ? 'starting' : 'running') : exitCode === null ? state : `${state} (${exitCode})`;
  if (verdicts.length === 0) return <StatusBadge severity={running ? 'ok' : 'unknown'}>{word}</StatusBadge>;
  return (
    <StatusBadge severity={worstOf(verdicts.map(({ tone }) => tone))} title={[word, ...verdicts.map(({ text }) => text)].join('\n')}>
      <span className={styles.told}>
        {verdicts[0]!.text}
        {verdicts.length > 1 && ` +${verdicts.length - 1}`}
      </span>
    </StatusBadge>
  );
}
