import { Modal } from '@mantine/core';
import { useKeyGroups, type KeyGroup } from '@/core/keysRegistry';
import { Kbd } from '@/ui/Kbd/Kbd';
import styles from './HelpSheet.module.css';

/** All keys of the page as it is now: its own first, then those that work everywhere. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={() => onClose()} transitionProps={{ duration: 0 }} title="Keys of this page" size={620} closeButtonProps={{ 'aria-label': 'Close' }}>
      <HelpGroups />
    </Modal>
  );
}

/** Headings that are the same on every page: they follow those of the page, in this order. */
const EVERYWHERE = ['Go to', 'Time range', 'Everywhere'];

function HelpGroups() {
  const groups = merged(useKeyGroups());
  return (
    <div className={styles.groups}>
      {groups.map(({ group, bindings }) => (
        <section key={group} className={styles.group} aria-label={group}>
          <h3 className={styles.heading}>{group}</h3>
          <dl className={styles.list}>
            {bindings.map(({ keys, label }) => (
              <div key={keys} className={styles.row}>
                <dt>{label}</dt>
                <dd>
                  <Kbd keys={keys} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

/** One list per heading, each key once: of two that mean the same the one registered last is the one that works. */
export function merged(groups: readonly KeyGroup[]): KeyGroup[] {
  const byKey = new Map(groups.flatMap(({ group, bindings }) => bindings.map((binding) => [binding.keys, { group, binding }] as const)));
  const names = [...new Set(groups.map(({ group }) => group))];
  const rank = (name: string) => EVERYWHERE.indexOf(name);
  return names
    .toSorted((a, b) => rank(a) - rank(b))
    .map((name) => ({ group: name, bindings: [...byKey.values()].filter(({ group }) => group === name).map(({ binding }) => binding) }))
    .filter(({ bindings }) => bindings.length > 0);
}
