import { useState } from 'react';
import { IconPlus } from '@tabler/icons-react';
import type { Metadata } from '@/core/promql/answers';
import { newOperation, usualOperations, type BuilderQuery, type Operation } from '@/core/promql/builder/query';
import { printQuery, printSelector } from '@/core/promql/builder/print';
import { readQuery } from '@/core/promql/builder/read';
import type { Matcher } from '@/core/promql/syntax/types';
import { metadataOf } from '@/core/promql/unit';
import { Control } from '@/ui/Control/Control';
import { Filter } from './Filter';
import { MetricPicker } from './MetricPicker';
import { OperationMenu } from './OperationMenu';
import { OperationStep } from './OperationStep';
import styles from './Builder.module.css';

type Props = {
  text: string;
  letter: string;
  metadata: Metadata;
  /** What was built is complete: run it. */
  onExpression: (expression: string) => void;
  onText: () => void;
};

/** A query put together from a metric, filters and operations. What it can't show it leaves to the text, and says so. */
export function Builder({ text, letter, metadata, onExpression, onText }: Props) {
  const reading = readQuery(text);
  const [built, setBuilt] = useState<BuilderQuery>();
  if ('reason' in reading) {
    return (
      <div className={styles.beyond}>
        <code className={styles.expression}>{text}</code>
        <p className={styles.reason}>
          {reading.reason}{' '}
          <button type="button" className={styles.link} onClick={onText}>
            Edit as text
          </button>
        </p>
      </div>
    );
  }
  // Filters that are not complete are in no expression: they live here until they are.
  const query = built && printQuery(built) === printQuery(reading.query) ? built : reading.query;
  const change = (next: BuilderQuery) => {
    setBuilt(next);
    const expression = printQuery(next);
    if (expression !== printQuery(query)) onExpression(expression);
  };
  const { metric, matchers, operations } = query;
  const choose = (name: string) => {
    const usual = operations.length === 0 ? usualOperations(name, metadataOf(name, metadata)?.type) : operations;
    change({ ...query, metric: name, operations: usual });
  };
  const setMatcher = (at: number, matcher: Matcher) => change({ ...query, matchers: matchers.with(at, matcher) });
  const setOperation = (at: number, operation: Operation) => change({ ...query, operations: operations.with(at, operation) });
  const without = <T,>(items: readonly T[], at: number): T[] => items.filter((_, i) => i !== at);
  const selector = printSelector(metric, matchers);
  return (
    <div className={styles.builder}>
      <div className={styles.line}>
        <MetricPicker metric={metric} letter={letter} metadata={metadata} onChange={choose} />
        {matchers.map((matcher, i) => (
          <Filter
            key={i}
            matcher={matcher}
            others={printSelector(metric, without(matchers, i))}
            onChange={(next) => setMatcher(i, next)}
            onRemove={() => change({ ...query, matchers: without(matchers, i) })}
          />
        ))}
        <Control quiet onClick={() => change({ ...query, matchers: [...matchers, { label: '', op: '=', value: '' }] })}>
          <IconPlus size={13} aria-hidden="true" />
          Filter
        </Control>
      </div>
      <div className={styles.line}>
        {operations.map((operation, i) => (
          <OperationStep
            key={`${operation.id} ${i}`}
            operation={operation}
            selector={selector}
            onChange={(next) => setOperation(i, next)}
            onEarlier={i > 0 ? () => change({ ...query, operations: operations.with(i, operations[i - 1]!).with(i - 1, operation) }) : undefined}
            onRemove={() => change({ ...query, operations: without(operations, i) })}
          />
        ))}
        <OperationMenu disabled={selector === ''} onChoose={(id) => change({ ...query, operations: [...operations, newOperation(id)] })} />
      </div>
      {text !== '' && <code className={styles.expression}>{text}</code>}
    </div>
  );
}
