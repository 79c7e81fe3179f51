import { Link } from '@tanstack/react-router';
import { tracesLink } from '@/core/links';
import { Empty } from '@/ui/Empty/Empty';
import styles from './TraceMissing.module.css';

const TRACE_ID = /^(?:[0-9a-f]{16}|[0-9a-f]{32})$/i;

/** No span of this trace: the reasons there can be, the likeliest first. */
export function TraceMissing({ traceId }: { traceId: string }) {
  const wrong = !TRACE_ID.test(traceId);
  return (
    <Empty
      title="No such trace"
      hint={
        <>
          <code className={styles.id}>{traceId}</code>
          <span className={styles.reasons}>
            {wrong && <span>This is not a whole trace id: that has 32 hexadecimal digits, or 16 in older systems. Was all of it copied?</span>}
            <span>It may still be arriving: senders deliver spans some seconds after they end. This page asks again by itself.</span>
            <span>It may be older than traces are kept, or was left out by sampling before it got here.</span>
            {!wrong && <span>It may be of a service outside of your scope.</span>}
          </span>
          <Link className={styles.link} {...tracesLink()}>
            Search traces
          </Link>
        </>
      }
    />
  );
}
