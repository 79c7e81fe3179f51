import { Select } from '@mantine/core';
import type { Metadata } from '@/core/promql/answers';
import { metadataOf } from '@/core/promql/unit';
import { useMetricNames } from '../../api';
import styles from './MetricPicker.module.css';

type Props = { metric: string; letter: string; metadata: Metadata; onChange: (metric: string) => void };

/** As many as one scrolls through; typing narrows. */
const LISTED = 80;

/** Which metric, with its type and what it says of itself. */
export function MetricPicker({ metric, letter, metadata, onChange }: Props) {
  const names = useMetricNames();
  const known = names.data ?? [];
  const data = metric === '' || known.includes(metric) ? known : [metric, ...known];
  return (
    <Select
      className={styles.picker}
      size="xs"
      aria-label={`Metric of query ${letter}`}
      placeholder={names.isPending ? 'Metrics are loading …' : 'Choose a metric'}
      searchable
      // Typing looks for another metric, it does not change the name of this one.
      onClick={({ currentTarget }) => currentTarget.select()}
      onFocus={({ currentTarget }) => currentTarget.select()}
      limit={LISTED}
      data={data}
      value={metric || null}
      onChange={(chosen) => chosen && onChange(chosen)}
      nothingFoundMessage={names.isError ? 'The metrics could not be loaded' : 'No metric is called so'}
      comboboxProps={{ width: 560, position: 'bottom-start' }}
      filter={({ options, search, limit }) => matching(options as { value: string; label: string }[], search, limit)}
      renderOption={({ option }) => {
        const about = metadataOf(option.value, metadata);
        return (
          <div className={styles.option}>
            <span className={styles.name}>{option.value}</span>
            {about && <span className={styles.type}>{about.type}</span>}
            {about?.help && <span className={styles.help}>{about.help}</span>}
          </div>
        );
      }}
    />
  );
}

/** Names that hold all typed words, those that begin with the first one before the others. */
function matching<T extends { value: string }>(options: readonly T[], typed: string, limit: number): T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = options.filter(({ value }) => words.every((word) => value.toLowerCase().includes(word)));
  const begins = ({ value }: T) => Number(words[0] === undefined || !value.toLowerCase().startsWith(words[0]));
  return found.toSorted((a, b) => begins(a) - begins(b)).slice(0, limit);
}
