import { useId, useState } from 'react';
import { IconCode, IconCopy, IconEye, IconEyeOff, IconTools, IconX } from '@tabler/icons-react';
import { ApiError, describeError } from '@/api/problem';
import { formatValue, thousands } from '@/core/format';
import { pageSearch } from '@/core/pageSearch';
import type { Labels, Metadata } from '@/core/promql/answers';
import { differingLabels } from '@/core/promql/legend';
import { hasVariables } from '@/core/promql/variables';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import { PromqlField } from '@/ui/PromqlField/PromqlField';
import type { QueryRun } from '../api';
import type { QueryState } from '../model/queries';
import { Builder } from './builder/Builder';
import { QueryMenu } from './QueryMenu';
import { LegendField } from './LegendField';
import { Said } from './Said';
import styles from './QueryRow.module.css';

type Answered = { data: { resultType: string; result: readonly unknown[] }; warnings: string[]; infos: string[]; milliseconds: number };

type Props = {
  query: QueryState;
  /** The key `/` goes to the first. */
  first: boolean;
  /** What is typed, which may not have run yet. */
  text: string;
  run: QueryRun<Answered> | undefined;
  metadata: Metadata;
  onText: (letter: string, text: string) => void;
  onRun: () => void;
  /** Takes effect at once: a changed expression runs. */
  onChange: (change: Partial<QueryState>) => void;
  onDuplicate: () => void;
  onRemove?: () => void;
};

const PLACEHOLDER = 'A metric, or PromQL: sum by (service_name) (rate(http_requests_total[5m]))';

/** One query: its letter, its editor or builder, what it answered, and what can be done with it. */
export function QueryRow(props: Props) {
  const { query, first, text, run, metadata, onText, onRun, onChange, onDuplicate, onRemove } = props;
  const name = query.letter.toUpperCase();
  const facts = useId();
  const [naming, setNaming] = useState(false);
  const error = query.off ? undefined : run?.error;
  // A place in a text that was changed before it was sent means nothing in the one that is shown.
  const fault = error instanceof ApiError && !hasVariables(query.expression) ? error.fault : undefined;
  return (
    <div className={styles.row} role="group" aria-label={`Query ${name}`} data-off={query.off || undefined}>
      <button
        type="button"
        className={styles.letter}
        aria-pressed={!query.off}
        aria-label={`Query ${name} is shown`}
        title={query.off ? `Show ${name} again` : `Leave ${name} out`}
        onClick={() => onChange({ off: !query.off })}
      >
        {name}
        {query.off ? <IconEyeOff size={13} aria-hidden="true" /> : <IconEye size={13} aria-hidden="true" />}
      </button>
      <div className={styles.main} aria-describedby={facts} {...(first ? pageSearch : {})}>
        {query.builder ? (
          <Builder text={text} metadata={metadata} letter={name} onExpression={(expression) => onChange({ expression })} onText={() => onChange({ builder: false })} />
        ) : (
          <PromqlField
            label={`Query ${name}`}
            text={text}
            ran={query.expression}
            placeholder={first ? PLACEHOLDER : undefined}
            fault={fault}
            onText={(typed) => onText(query.letter, typed)}
            onRun={onRun}
          />
        )}
        <div id={facts} className={styles.facts}>
          {(naming || query.legend !== '') && (
            <LegendField
              legend={query.legend}
              letter={name}
              focus={naming}
              labels={run?.data ? labelsOf(run.data.data.result) : []}
              onChange={(legend) => {
                setNaming(false);
                if (legend !== query.legend) onChange({ legend });
              }}
            />
          )}
          {!query.off && run?.data && !error && <span className={styles.figures}>{factsOf(run.data)}</span>}
          {error && !fault ? <Said tone="error" text={sentence(error)} action="Try again" onAction={() => void run?.refetch()} /> : null}
          {!query.off && !error && run?.data?.warnings.map((warning) => <Said key={warning} tone="warning" text={withoutPrefix(warning)} />)}
          {!query.off && !error && run?.data?.infos.map((info) => <Said key={info} tone="info" text={withoutPrefix(info)} />)}
        </div>
      </div>
      <div className={styles.actions}>
        <ControlGroup label={`How to edit query ${name}`}>
          <Control active={query.builder} aria-pressed={query.builder} title="Choose metric, filters and operations" onClick={() => onChange({ builder: true })}>
            <IconTools size={14} aria-hidden="true" />
            <span className={styles.word}>Builder</span>
          </Control>
          <Control active={!query.builder} aria-pressed={!query.builder} title="Write PromQL" onClick={() => onChange({ builder: false })}>
            <IconCode size={14} aria-hidden="true" />
            <span className={styles.word}>Text</span>
          </Control>
        </ControlGroup>
        <Control quiet aria-label={`Duplicate query ${name}`} title="Duplicate" onClick={onDuplicate}>
          <IconCopy size={14} />
        </Control>
        <QueryMenu query={query} text={text} onText={(laid) => onText(query.letter, laid)} onName={() => setNaming(true)} />
        <Control quiet aria-label={`Remove query ${name}`} title="Remove" disabled={!onRemove} onClick={onRemove}>
          <IconX size={14} />
        </Control>
      </div>
    </div>
  );
}

function factsOf({ data, milliseconds }: Answered): string {
  const scalar = data.resultType === 'scalar' || data.resultType === 'string';
  const count = scalar ? 'one number' : `${thousands(data.result.length)} series`;
  return `${count} in ${formatValue(milliseconds, 'ms')}`;
}

/** In which labels the series of an answer differ. */
function labelsOf(result: readonly unknown[]): string[] {
  const series = result.flatMap((each) => (typeof each === 'object' && each !== null && 'metric' in each ? [each.metric as Labels] : []));
  return differingLabels(series);
}

function sentence(error: unknown): string {
  const { title, detail } = describeError(error);
  return detail ? `${title}: ${detail}` : title;
}

/** The server says `PromQL info: …`; the mark in front of the line says that already. */
const withoutPrefix = (text: string): string => text.replace(/^PromQL (?:info|warning): /, '');
