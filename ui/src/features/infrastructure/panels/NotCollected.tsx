import { Link } from '@tanstack/react-router';
import { targetsLink } from '@/core/links';
import { CodeBlock } from '@/ui/CodeBlock/CodeBlock';
import { Panel } from '@/ui/Panel/Panel';
import styles from './NotCollected.module.css';

/** How a technology's series get here. */
export type Setup = {
  /** What is collected by itself or with one setting, in a sentence. */
  own: string;
  /** The setting, in sardonyx.yaml. */
  setting?: string;
  /** What the server needs to be allowed, to paste into it. */
  grant?: { label: string; code: string };
  /** The exporter that serves as well. */
  exporter: string;
};

/** Nothing of a technology was measured: how to have it measured. */
export function NotCollected({ what, setup }: { what: string; setup: Setup }) {
  return (
    <Panel title={`No ${what} is measured`} note="in this time range and the day before it">
      <div className={styles.body}>
        <p className={styles.step}>{setup.own}</p>
        {setup.setting && <CodeBlock label="In sardonyx.yaml" code={setup.setting} />}
        {setup.grant && (
          <>
            <p className={styles.step}>{setup.grant.label}</p>
            <CodeBlock label={setup.grant.label} code={setup.grant.code} />
          </>
        )}
        <p className={styles.step}>
          You run {setup.exporter} already? Scrape it under <Link {...targetsLink()} className={styles.link}>Targets</Link>, or let your Prometheus send it by remote write: this page fills by itself.
        </p>
      </div>
    </Panel>
  );
}
