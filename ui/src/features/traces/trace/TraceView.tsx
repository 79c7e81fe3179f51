import { useEffect, useMemo, useState } from 'react';
import type { Schemas } from '@/api/client';
import { rememberTrace } from '@/core/recentTraces';
import { following, findSpans } from '../model/find';
import { findingsOf, originOfError } from '../model/findings';
import { logsBySpan } from '../model/happenings';
import { collapsed, revealed, visibleRows, type Toggled } from '../model/rows';
import { buildTrace } from '../model/tree';
import { useTraceLogs } from './api';
import { Findings } from './Findings';
import { Minimap } from './Minimap';
import { SpanDrawer } from './SpanDrawer';
import { useTraceSearch } from './search';
import { TraceBar } from './TraceBar';
import { TraceHeader } from './TraceHeader';
import { TraceLogs } from './TraceLogs';
import { useWaterfallKeys } from './useWaterfallKeys';
import { Waterfall, type Cursor } from './Waterfall';
import type { Window } from './time';
import styles from './TraceView.module.css';

const NS_PER_MS = 1e6;
const NOTHING: Toggled = new Set();

/** A trace that is there: what it says about itself, its spans in time, and the one that is open. */
export function TraceView({ response }: { response: Schemas['TraceResponse'] }) {
  const { search, patch } = useTraceSearch();
  const trace = useMemo(() => buildTrace(response.spans), [response]);
  const logs = useTraceLogs(response.trace_id, response);
  const linesBySpan = useMemo(() => logsBySpan(logs.data?.rows ?? []), [logs.data]);
  const [toggled, setToggled] = useState<Toggled>(NOTHING);
  const [window, setWindow] = useState<Window>();
  const [focused, setFocused] = useState(false);
  const open = search.span === undefined ? undefined : trace.byKey.get(search.span);
  const [cursor, setCursor] = useState<Cursor>({ key: open?.key ?? trace.root.key });

  // The span of a link, a finding or a search may be hidden in what is closed.
  const [revealedKey, setRevealedKey] = useState<string>();
  if (open?.key !== revealedKey) {
    setRevealedKey(open?.key);
    if (open) setToggled(revealed(open, toggled));
  }
  const rows = useMemo(() => visibleRows(trace, toggled), [trace, toggled]);
  const found = useMemo(() => findSpans(trace, search.q ?? ''), [trace, search.q]);
  const findings = useMemo(() => findingsOf(trace), [trace]);

  useEffect(() => {
    const { span, durationNs } = trace.root;
    rememberTrace({ traceId: response.trace_id, name: span.name, service: span.service, durationMs: durationNs / NS_PER_MS, failed: trace.failed.length > 0 });
  }, [response.trace_id, trace]);

  const openSpan = (key: string | undefined) => {
    if (key !== undefined) setCursor({ key });
    patch({ span: key });
  };
  /** Goes to a span or a fold in the waterfall, whatever hides it, and opens the span. */
  const show = (key: string) => {
    const fold = trace.folds.get(key);
    const node = fold?.nodes[0] ?? trace.byKey.get(key);
    if (node) setToggled(revealed(node, toggled));
    setCursor({ key });
    patch({ view: undefined, span: fold ? undefined : key });
  };
  const toggle = (key: string) => {
    const next = new Set(toggled);
    if (!next.delete(key)) next.add(key);
    setToggled(next);
  };
  const nextFailed = () => {
    const failed = trace.failed.map(({ key }) => key);
    const key = search.span === undefined ? originOfError(trace)?.key : following(failed, search.span);
    if (key !== undefined) show(key);
  };
  const zoomTo = (key: string) => {
    const target = trace.folds.get(key) ?? trace.byKey.get(key);
    if (target) setWindow({ fromNs: target.startNs, toNs: Math.max(target.endNs, target.startNs + 1) });
  };
  const step = (key: string) => {
    setCursor({ key });
    if (open && trace.byKey.has(key)) patch({ span: key });
  };
  const waterfall = search.view !== 'logs';
  useWaterfallKeys({ enabled: waterfall, focused, rows, cursor: cursor.key, step, toggle, open: show, nextFailed: trace.failed.length > 0 ? nextFailed : undefined, zoomTo, whole: window && (() => setWindow(undefined)) });

  const whole = { fromNs: 0, toNs: Math.max(1, trace.durationNs) };
  return (
    <>
      <TraceHeader trace={trace} traceId={response.trace_id} />
      <Findings findings={findings} onShow={show} />
      <TraceBar
        search={search}
        patch={patch}
        logCount={logs.data?.rows.length}
        found={found}
        current={search.span ?? cursor.key}
        onGo={show}
        failed={trace.failed.length}
        onNextFailed={nextFailed}
        someClosed={[...toggled].some((key) => trace.byKey.has(key))}
        onCloseAll={(close) => {
          setToggled(close ? collapsed(trace) : NOTHING);
          setCursor({ key: trace.root.key });
        }}
        zoomed={window !== undefined}
        onWhole={() => setWindow(undefined)}
      />
      <div className={styles.body}>
        <div className={styles.main}>
          {waterfall ? (
            <>
              <Minimap trace={trace} window={window} onWindow={setWindow} />
              <Waterfall
                trace={trace}
                rows={rows}
                cursor={cursor}
                open={open?.key}
                window={window ?? whole}
                found={search.q === undefined ? undefined : found}
                linesBySpan={linesBySpan}
                onOpen={openSpan}
                onToggle={toggle}
                onFocus={setFocused}
              />
            </>
          ) : (
            <TraceLogs logs={logs} trace={trace} openKey={open?.key} onOpen={openSpan} />
          )}
        </div>
        {open && <SpanDrawer trace={trace} node={open} logs={linesBySpan.get(open.span.span_id) ?? []} logsPending={logs.isPending} onClose={() => openSpan(undefined)} onOpen={openSpan} />}
      </div>
    </>
  );
}
