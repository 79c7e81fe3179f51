import { useParams } from '@tanstack/react-router';
import { usePageTitle } from '@/core/pageTitle';
import { tracesLink } from '@/core/links';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { isMissing, useTrace } from './api';
import { TraceMissing } from './TraceMissing';
import { TraceSkeleton } from './TraceSkeleton';
import { TraceView } from './TraceView';
import styles from './TracePage.module.css';

/** One trace. What is selected in it is in the URL: a link shows the same to the next reader. */
export function TracePage() {
  const { traceId = '' } = useParams({ strict: false });
  const trace = useTrace(traceId);
  const root = trace.data?.spans.find(({ parent_id }) => parent_id === '') ?? trace.data?.spans[0];
  usePageTitle(root?.name ?? 'Trace', { label: 'Traces', link: tracesLink() });
  return (
    <div className={styles.page}>
      {trace.data === undefined && isMissing(trace.error) ? (
        <TraceMissing traceId={traceId} />
      ) : (
        <QueryBody query={trace} skeleton={<TraceSkeleton />} notices={noticesOf}>
          {(data) => <TraceView key={data.trace_id} response={data} />}
        </QueryBody>
      )}
    </div>
  );
}

function noticesOf({ notices, hidden_spans: hidden }: { notices: readonly string[]; hidden_spans: number }): string[] {
  const spans = hidden === 1 ? '1 span is of a service' : `${hidden} spans are of services`;
  return hidden > 0 ? [...notices, `${spans} outside of your scope and left out.`] : [...notices];
}
