import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { labelChanges, type Discovered, type LabelChange } from '../model/discovered';
import styles from './DiscoveredDrawer.module.css';

/** Label by label: what discovery found, and what relabelling left of it. */
export function DiscoveredDrawer({ row, onClose }: { row: Discovered; onClose: () => void }) {
  return (
    <SideDrawer label="Discovered target" title={<span className={styles.title}>{row.discovered.__address__ ?? row.pool}</span>} onClose={onClose}>
      <p className={styles.said}>
        {row.labels ? 'Relabelling made a target of it. Labels that begin with __ serve relabelling and are left out of its series.' : `A rule of relabel_configs in the job ${row.pool} dropped it.`}
      </p>
      <table className={styles.table} aria-label="Labels before and after relabelling">
        <thead>
          <tr>
            <th scope="col">Label</th>
            <th scope="col">Discovered</th>
            <th scope="col">After relabelling</th>
          </tr>
        </thead>
        <tbody>
          {labelChanges(row).map((change) => (
            <tr key={change.name} data-kind={kindOf(change)}>
              <th scope="row">{change.name}</th>
              <td>{change.before === undefined ? <Missing word="not there" /> : <code>{change.before}</code>}</td>
              <td>{change.after === undefined ? <Missing word={row.labels ? 'left out' : 'dropped'} /> : <code>{change.after}</code>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </SideDrawer>
  );
}

const kindOf = ({ before, after }: LabelChange): 'same' | 'new' | 'gone' | 'changed' =>
  after === undefined ? 'gone' : before === undefined ? 'new' : before === after ? 'same' : 'changed';

const Missing = ({ word }: { word: string }) => <span className={styles.none}>{word}</span>;
