import { IconPlus } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { blankQuery } from '../../../model/blank';
import type { PanelData } from '../../../model/frames';
import { Fold } from '../controls/Fold';
import { Setting } from '../controls/Setting';
import { nextRef } from './nextRef';
import type { PartProps } from './props';
import { QueryCard } from './QueryCard';

/** What is asked, each query with a letter. */
export function QueriesFold({ panel, onChange, data }: PartProps & { data: PanelData | undefined }) {
  const { queries, type } = panel;
  const set = (next: typeof queries) => onChange({ ...panel, queries: next });
  const add = () => {
    const query = blankQuery(nextRef(queries.map(({ ref }) => ref)));
    const last = queries.at(-1);
    const language = type === 'logs' || type === 'traces' ? type : 'promql';
    set([...queries, { ...query, language, instant: last?.instant ?? type === 'table', form: last?.form ?? (type === 'table' ? 'table' : type === 'heatmap' ? 'heatmap' : 'series') }]);
  };
  return (
    <Fold title="Queries" note={queries.length > 1 ? String(queries.length) : undefined} open={type !== 'text'}>
      <Setting words="queries promql logs traces search legend instant hidden step">
        <div style={{ display: 'grid', gap: 8 }}>
          {queries.map((query, at) => (
            <QueryCard key={query.ref} queries={queries} at={at} onChange={set} said={data?.problems.find(({ ref }) => ref === query.ref)?.message} count={data?.series.filter(({ ref }) => ref === query.ref).length} />
          ))}
          <div>
            <Control onClick={add}>
              <IconPlus size={13} aria-hidden="true" /> Query
            </Control>
          </div>
        </div>
      </Setting>
    </Fold>
  );
}
