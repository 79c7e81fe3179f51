import { isLoopback } from '@/core/send/endpoint';
import styles from './NothingYet.module.css';

/** What to look at when nothing comes. */
export function NothingYet({ endpoint }: { endpoint: string }) {
  return (
    <details className={styles.help}>
      <summary>Nothing comes?</summary>
      <ul>
        <li>SDKs send spans every 5 seconds and metrics every 60. Make a request to your service, and give it a moment.</li>
        <li>
          From where the service runs, <code>curl -i {endpoint}/v1/traces</code> must answer 405: then the way is open.
        </li>
        <li>An answer of 401 in the sender’s log means that the key is missing or revoked.</li>
        {isLoopback(window.location) && <li>In a container, 127.0.0.1 is the container itself: use an address of this machine, and let the server listen there.</li>}
        <li>A record whose clock is more than a day ahead or 400 days behind is kept under the time it came.</li>
      </ul>
    </details>
  );
}
