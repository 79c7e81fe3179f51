import { Link } from '@tanstack/react-router';
import { sendDataLink } from '@/core/links';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import styles from './NothingSent.module.css';

/** No service at all: either nothing was ever sent, or not in this range. */
export function NothingSent() {
  return (
    <div className={styles.page}>
      <Panel title="Nothing to see yet">
        <Empty
          title="No service has sent anything in this time range"
          hint={
            <>
              <Link {...sendDataLink()} className={styles.link}>
                Send your data
              </Link>
              , or widen the time range. This page fills by itself.
            </>
          }
        />
      </Panel>
    </div>
  );
}
