import { thousands } from '@/core/format';
import { CodeBlock } from '@/ui/CodeBlock/CodeBlock';
import { Control } from '@/ui/Control/Control';
import { Definition } from '@/ui/Definition/Definition';
import { Group } from '@/ui/Group/Group';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { State } from '../parts/State';
import type { AuditEntry } from './api';
import type { AuditSearch } from './useAuditFilter';
import { actionWords } from './words';
import styles from './EntryDrawer.module.css';

type Props = {
  entry: AuditEntry;
  /** The entries that were read: the neighbours in the chain are looked for among them. */
  entries: readonly AuditEntry[];
  onOpen: (seq: number) => void;
  onFilter: (changes: AuditSearch) => void;
  onClose: () => void;
};

/** One entry of the audit trail with everything it holds, and its neighbours in the chain. */
export function EntryDrawer({ entry, entries, onOpen, onFilter, onClose }: Props) {
  const { actor } = entry;
  const neighbour = (seq: number) => entries.find((other) => other.seq === seq);
  return (
    <SideDrawer label="Audit entry" title={actionWords(entry.action)} onClose={onClose}>
      <Definition
        label="Entry"
        entries={[
          ['Time', <Timestamp key="at" at={entry.at} />],
          ['Outcome', <State key="outcome" word={entry.outcome} tone={entry.outcome === 'success' ? 'ok' : 'warning'} />],
          ['Who', <Narrow key="actor" text={`${actor.name} (${actor.kind})`} label={`Only ${actor.name}`} onClick={() => onFilter({ actor: actor.id })} />],
          ['Id', actor.id],
          ['From', actor.address ?? '–'],
          ['Act', <Narrow key="action" text={entry.action} label={`Only ${entry.action}`} onClick={() => onFilter({ action: entry.action })} />],
          ['On', <Narrow key="object" text={entry.object} label={`Only ${entry.object}`} onClick={() => onFilter({ object: entry.object })} />],
        ]}
      />
      <Group title="Details">
        <div className={styles.details}>
          <CodeBlock label="Details" code={JSON.stringify(entry.details, null, 2)} />
        </div>
      </Group>
      <Group title="Chain" note={`number ${thousands(entry.seq)}`}>
        <ol className={styles.chain}>
          <Link entry={neighbour(entry.seq + 1)} seq={entry.seq + 1} word="is followed by" onOpen={onOpen} />
          <li className={styles.own}>
            <span>This entry</span>
            <code className={styles.hash}>{entry.hash}</code>
          </li>
          <Link entry={neighbour(entry.seq - 1)} seq={entry.seq - 1} word="holds the hash of" onOpen={onOpen} />
        </ol>
      </Group>
    </SideDrawer>
  );
}

function Narrow({ text, label, onClick }: { text: string; label: string; onClick: () => void }) {
  return (
    <button type="button" className={styles.narrow} title={label} onClick={onClick}>
      {text}
    </button>
  );
}

function Link({ entry, seq, word, onOpen }: { entry: AuditEntry | undefined; seq: number; word: string; onOpen: (seq: number) => void }) {
  if (!entry) return seq < 1 ? <li className={styles.end}>the first of the chain</li> : null;
  return (
    <li className={styles.link}>
      <span className={styles.word}>{word}</span>
      <Control quiet onClick={() => onOpen(seq)}>
        {thousands(seq)} · {actionWords(entry.action)}
      </Control>
      <code className={styles.hash}>{entry.hash}</code>
    </li>
  );
}
