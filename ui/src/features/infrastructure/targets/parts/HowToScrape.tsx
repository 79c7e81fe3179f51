import { CodeBlock } from '@/ui/CodeBlock/CodeBlock';
import { Panel } from '@/ui/Panel/Panel';
import styles from './HowToScrape.module.css';

const SETTING = `# sardonyx.yaml
scrape:
  prometheus_config: /etc/prometheus/prometheus.yml`;
const VARIABLE = 'SARDONYX_SCRAPE__PROMETHEUS_CONFIG=/etc/prometheus/prometheus.yml sardonyx serve';
const EXAMPLE = `# prometheus.yml
global:
  scrape_interval: 30s
scrape_configs:
  - job_name: shop
    static_configs:
      - targets: ["127.0.0.1:8080"]`;
const REMOTE_WRITE = (origin: string) => `# prometheus.yml of a Prometheus that keeps scraping
remote_write:
  - url: ${origin}/api/v1/write`;

/** No configuration is set: how to begin, with the file people have already. `alone`: the server has no collectors of its own either. */
export function HowToScrape({ alone }: { alone: boolean }) {
  return (
    <Panel title={alone ? 'Nothing is scraped yet' : 'Scrape more'} note={alone ? 'no configuration file is set' : 'only the built-in collectors run: no configuration file is set'}>
      <div className={styles.body}>
        <p className={styles.step}>
          Point Sardonyx at the <code>prometheus.yml</code> you have: it is read as it stands, with its jobs, service discovery and relabelling.
        </p>
        <CodeBlock label="In sardonyx.yaml" code={SETTING} />
        <p className={styles.step}>Or as a variable, to try it once:</p>
        <CodeBlock label="As a variable" code={VARIABLE} />
        <p className={styles.step}>You have none? This one scrapes a program on this machine:</p>
        <CodeBlock label="A first prometheus.yml" code={EXAMPLE} />
        <p className={styles.step}>A Prometheus can also go on scraping and send what it finds:</p>
        <CodeBlock label="Remote write" code={REMOTE_WRITE(window.location.origin)} />
      </div>
    </Panel>
  );
}
