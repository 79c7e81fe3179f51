import { useLayoutEffect, useMemo, useRef } from 'react';
import type { Zone } from '@/core/time';
import { Control } from '@/ui/Control/Control';
import { LogLine } from '@/ui/LogLines/LogLine';
import type { Schemas } from '@/api/client';
import type { Within } from '../api';
import { toLine } from '../model/records';
import styles from './Around.module.css';

type Context = Pick<Schemas['LogContextResponse'], 'before' | 'record' | 'after'>;
type Props = {
  context: Context;
  zone: Zone;
  within: Within;
  onWithin: (within: Within) => void;
  /** Asks for lines further away; absent when there are no more, or no more to be had. */
  onMore?: () => void;
  onSelect: (id: string) => void;
};

const SCOPES: readonly { within: Within; label: string; title: string }[] = [
  { within: 'stream', label: 'Instance', title: 'Lines of the same host, container or instance' },
  { within: 'service', label: 'Service', title: 'Lines of all instances of the service' },
];

/** The lines around a record, oldest first: what happened before and after it. */
export function Around({ context, zone, within, onWithin, onMore, onSelect }: Props) {
  const { record } = context;
  const lines = useMemo(() => [...context.before, context.record, ...context.after].map(toLine), [context]);
  const section = useRef<HTMLElement>(null);
  const place = useRef<number>(undefined);
  const topOfRecord = () => section.current?.querySelector('[aria-current]')?.getBoundingClientRect().top;
  // Lines that come above push what is being read down: it goes back to where it was.
  useLayoutEffect(() => {
    const [before, now] = [place.current, topOfRecord()];
    place.current = undefined;
    const scrolled = section.current?.closest('[role=group]');
    if (before !== undefined && now !== undefined && scrolled) scrolled.scrollTop += now - before;
  }, [lines]);
  const reachFurther = () => {
    place.current = topOfRecord();
    onMore?.();
  };
  const more = onMore && (
    <Control quiet className={styles.more} onClick={reachFurther}>
      More lines
    </Control>
  );
  return (
    <section ref={section} className={styles.around} aria-label="Lines around it">
      <header className={styles.header}>
        <h3 className={styles.heading}>Lines around it</h3>
        {SCOPES.map((scope) => (
          <Control key={scope.within} quiet active={scope.within === within} aria-pressed={scope.within === within} title={scope.title} onClick={() => onWithin(scope.within)}>
            {scope.label}
          </Control>
        ))}
      </header>
      {more}
      {lines.map((line) => (
        <button key={line.id} type="button" className={styles.line} aria-current={line.id === record.id || undefined} title={line.body} onClick={() => onSelect(line.id)}>
          <LogLine row={line} zone={zone} withoutService />
        </button>
      ))}
      {more}
    </section>
  );
}
