import { useState } from 'react';
import { Button, Checkbox, Modal } from '@mantine/core';
import { useCan } from '@/core/permissions';
import { Notice } from '@/ui/Notice/Notice';
import { toast, toastError } from '@/ui/toast';
import { useProposalActions, useProposals, type Proposal } from '../api/proposals';
import { kindLabel } from '../model/kinds';
import styles from './Proposals.module.css';

/** What was found and nobody watches: one line, and the list behind it. */
export function Proposals() {
  const canWrite = useCan('monitors:write');
  const [opened, setOpened] = useState(false);
  const { data: found = [] } = useProposals();
  if (!canWrite || found.length === 0) return null;
  const what = found.length === 1 ? '1 service was found that nobody watches' : `${found.length} services were found that nobody watches`;
  return (
    <>
      <Notice tone="info" text={what} action="Look at them" onAction={() => setOpened(true)} />
      <Modal opened={opened} onClose={() => setOpened(false)} title={what} size={620} centered transitionProps={{ duration: 80 }} closeButtonProps={{ 'aria-label': 'Close' }}>
        <Choose found={found} onClose={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function Choose({ found, onClose }: { found: readonly Proposal[]; onClose: () => void }) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const { accept, dismiss } = useProposalActions();
  const chosen = found.filter(({ key }) => !left.has(key)).map(({ key }) => key);
  const toggle = (key: string) => {
    const next = new Set(left);
    if (!next.delete(key)) next.add(key);
    setLeft(next);
  };
  const run = async (act: typeof accept, said: string) => {
    try {
      await act.mutateAsync(chosen);
      toast({ title: said });
      onClose();
    } catch (error) {
      toastError('The proposals were not taken over', error);
    }
  };
  return (
    <>
      <ul className={styles.list} aria-label="Proposals">
        {found.map(({ key, name, spec, found_in, why }) => (
          <li key={key} className={styles.item}>
            <Checkbox size="xs" checked={!left.has(key)} onChange={() => toggle(key)} label={<span className={styles.name}>{name}</span>} />
            <span className={styles.kind}>{kindLabel(kindIn(spec))}</span>
            <span className={styles.why}>
              {why} <span className={styles.where}>({found_in})</span>
            </span>
          </li>
        ))}
      </ul>
      <div className={styles.actions}>
        <Button size="xs" disabled={chosen.length === 0} loading={accept.isPending} onClick={() => void run(accept, chosen.length === 1 ? '1 monitor added' : `${chosen.length} monitors added`)}>
          Watch {chosen.length}
        </Button>
        <Button size="xs" variant="default" disabled={chosen.length === 0} loading={dismiss.isPending} onClick={() => void run(dismiss, 'Not proposed again')}>
          Never propose these
        </Button>
      </div>
    </>
  );
}

const kindIn = (spec: Proposal['spec']): string => {
  const check = spec.check as { kind?: unknown } | undefined;
  return typeof check?.kind === 'string' ? check.kind : '';
};
