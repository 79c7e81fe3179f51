import type { Found, Sample, Tried } from './api';
import { Marked } from './Marked';
import styles from './Masking.module.css';

/** What was found in a sample, marked, and how it would be stored. */
export function Outcome({ sample, tried }: { sample: Sample; tried: Tried }) {
  const keys = Object.keys(sample.attributes);
  return (
    <div className={styles.outcome} role="status" aria-label="What masking does">
      <p className={styles.verdict}>{verdict(tried.found)}</p>
      <dl className={styles.pairs}>
        <Pair name="Text" before={sample.text} found={tried.found.filter(({ attribute }) => attribute === null)} after={tried.text} />
        {keys.map((key) => (
          <Pair key={key} name={key} before={sample.attributes[key]!} found={tried.found.filter(({ attribute }) => attribute === key)} after={tried.attributes?.[key] ?? null} />
        ))}
      </dl>
    </div>
  );
}

function verdict(found: readonly Found[]): string {
  if (found.length === 0) return 'Nothing is found: this would be stored as it is.';
  const rules = [...new Set(found.map(({ rule }) => rule))];
  return `${found.length === 1 ? 'One find' : `${found.length} finds`}: ${rules.join(', ')}.`;
}

type PairProps = { name: string; before: string; found: readonly Found[]; after: string | null };

function Pair({ name, before, found, after }: PairProps) {
  return (
    <>
      <dt className={styles.key}>{name}</dt>
      <dd className={styles.value}>
        <Marked text={before} found={found} />
      </dd>
      <dd className={styles.value} data-stored>
        {after ?? <span className={styles.dropped}>dropped</span>}
      </dd>
    </>
  );
}
