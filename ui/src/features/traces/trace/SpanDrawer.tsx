import { Link, useNavigate } from '@tanstack/react-router';
import { useCallback, type ReactNode } from 'react';
import { serviceLink, traceLink, tracesLink } from '@/core/links';
import { withFilter } from '@/core/search/filters';
import { isFieldName } from '@/core/search/spelling';
import { useServiceTokens } from '@/core/serviceSlots';
import { CodeView } from '@/ui/CodeView/CodeView';
import { CopyButton } from '@/ui/CopyButton/CopyButton';
import { JsonTree } from '@/ui/JsonTree/JsonTree';
import { parseJson } from '@/ui/JsonTree/rows';
import { KeyValues, type KeyValue } from '@/ui/KeyValues/KeyValues';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { messageOf } from '../model/findings';
import type { TraceLog } from '../model/happenings';
import type { SpanNode, Trace } from '../model/types';
import { SpanHappenings } from './SpanHappenings';
import { offsetNs, shownNs } from './time';
import styles from './SpanDrawer.module.css';

type Props = { trace: Trace; node: SpanNode; logs: readonly TraceLog[]; logsPending: boolean; onClose: () => void; onOpen: (key: string) => void };

/** Everything one span holds: how it went, what happened in it, its attributes and who sent it. */
export function SpanDrawer({ trace, node, logs, logsPending, onClose, onOpen }: Props) {
  const { span, failed } = node;
  const navigate = useNavigate();
  const serviceToken = useServiceTokens();
  const filter = useCallback((field: string, value: string, exclude: boolean) => void navigate(tracesLink({ query: withFilter('', field, value, exclude) })), [navigate]);
  const message = failed ? messageOf(node) : '';
  return (
    <SideDrawer
      label="Span"
      title={
        <>
          <i className={styles.service} style={{ background: `var(${serviceToken(span.service)})` }} aria-hidden="true" />
          <Link className={styles.link} {...serviceLink(span.service)}>
            {span.service}
          </Link>
        </>
      }
      onClose={onClose}
      actions={
        <>
          <CopyButton quiet value={JSON.stringify(span, null, 2)} label="JSON" />
          <CopyButton quiet value={location.href} label="Link" />
        </>
      }
    >
      <p className={styles.name}>{span.name}</p>
      {failed && (
        <p className={styles.failed} data-tone="error">
          <b>Error</b> {message}
        </p>
      )}
      <dl className={styles.figures}>
        <Figure name="Duration" value={shownNs(node.durationNs)} />
        <Figure name="Self" value={shownNs(node.selfNs)} />
        <Figure name="Start" value={offsetNs(node.startNs)} />
        <Figure name="Kind" value={span.kind.toLowerCase()} />
        <Figure name="Status" value={span.status.toLowerCase()} />
      </dl>
      <SpanHappenings trace={trace} node={node} logs={logs} pending={logsPending} />
      <Fields title="Attributes" values={span.attributes} onFilter={filter} />
      {span.links.length > 0 && (
        <Section title="Links">
          {span.links.map(({ trace_id, span_id }) => (
            <p key={trace_id + span_id} className={styles.linked}>
              <Link className={styles.link} {...traceLink(trace_id, span_id)}>
                {trace_id === span.trace_id ? `span ${span_id}` : `trace ${trace_id}`}
              </Link>
            </p>
          ))}
        </Section>
      )}
      <Section title="Span">
        <KeyValues label="Span" entries={identityOf(node, onOpen)} onFilter={filter} />
      </Section>
      <Fields title="Resource" values={span.resource} onFilter={filter} />
    </SideDrawer>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className={styles.heading}>{title}</h3>
      {children}
    </section>
  );
}

function Fields({ title, values, onFilter }: { title: string; values: Readonly<Record<string, string>>; onFilter: (field: string, value: string, exclude: boolean) => void }) {
  const entries = Object.entries(values).map(([key, value]): KeyValue => ({ key, value, shown: readable(key, value), filterable: isFieldName(key) }));
  if (entries.length === 0) return null;
  return (
    <Section title={title}>
      <KeyValues label={title} entries={entries} onFilter={onFilter} />
    </Section>
  );
}

const STACK_FIELD = /(?:^|\.)stack_?trace$/;

/** Values that are objects or stack traces are shown as what they are. */
function readable(key: string, value: string): ReactNode {
  if (STACK_FIELD.test(key)) return <CodeView label={key} code={value} />;
  const json = parseJson(value);
  return json === undefined ? undefined : <JsonTree label={key} value={json} />;
}

function identityOf(node: SpanNode, onOpen: (key: string) => void): KeyValue[] {
  const { span, parent } = node;
  const opensParent = parent && (
    <button type="button" className={styles.parent} onClick={() => onOpen(parent.key)}>
      {span.parent_id}
    </button>
  );
  const entries: KeyValue[] = [
    { key: 'span_id', value: span.span_id },
    { key: 'parent_id', value: span.parent_id, shown: opensParent },
    { key: 'version', value: span.version },
    { key: 'env', value: span.environment },
    { key: 'scope', value: [span.scope.name, span.scope.version].filter(Boolean).join(' '), filterable: false },
    { key: 'trace_state', value: span.trace_state, filterable: false },
  ];
  return entries.filter(({ value }) => value !== '');
}
