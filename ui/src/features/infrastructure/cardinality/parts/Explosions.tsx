import { Panel } from '@/ui/Panel/Panel';
import type { Explosion } from '../api';
import { exploding } from '../model/explosions';
import { ExplosionItem } from './ExplosionItem';
import styles from './Explosions.module.css';

/** The metrics that explode, each with the label that makes it so. Nothing while none does. */
export function Explosions({ explosions }: { explosions: readonly Explosion[] }) {
  const bad = exploding(explosions);
  if (bad.length === 0) return null;
  return (
    <Panel title="Exploding" note={bad.length === 1 ? '1 metric' : `${bad.length} metrics`}>
      <ul className={styles.list} aria-label="Exploding metrics">
        {bad.map((explosion) => (
          <ExplosionItem key={explosion.metric.name} explosion={explosion} />
        ))}
      </ul>
    </Panel>
  );
}
