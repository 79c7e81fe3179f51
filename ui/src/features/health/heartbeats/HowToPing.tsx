import { CodeBlock } from '@/ui/CodeBlock/CodeBlock';
import { Panel } from '@/ui/Panel/Panel';
import type { CheckIns } from '../api/heartbeats';
import styles from './HowToPing.module.css';

/** The addresses of a job, ready to be pasted into it. */
export const HowToPing = ({ told: { ping_url, sentry_url } }: { told: CheckIns }) => ping_url !== null && (
  <Panel title="How the job tells" note="nothing else is needed: the address is the secret">
    <div className={styles.ways}>
      <div>
        <p>At its end, or with <code>/start</code>, <code>/fail</code>, <code>/log</code> and the exit status behind it:</p>
        <CodeBlock label="Ping" code={`curl -fsS -m 10 --retry 5 ${ping_url}`} />
      </div>
      <div>
        <p>Around a command, with its duration, exit status and output:</p>
        <CodeBlock label="Around a command" code={`curl -fsS -m 10 ${ping_url}/start\nout=$(./job 2>&1); code=$?\ncurl -fsS -m 10 --retry 5 --data-raw "$out" ${ping_url}/$code`} />
      </div>
      {sentry_url && (
        <div>
          <p>For Sentry’s cron check-ins:</p>
          <CodeBlock label="Sentry check-in" code={`curl -fsS '${sentry_url}?status=ok'`} />
        </div>
      )}
    </div>
  </Panel>
);
