import { useElementSize } from '@mantine/hooks';
import type { Mark, PanelData } from '../../model/frames';
import type { Panel } from '../../model/dashboard';
import { PanelView } from '../PanelView';

/** A panel of the gallery: as it stands on a dashboard, without the server. */
export function Sample({ panel, data, height = 180, marks = [], asTable }: { panel: Panel; data: PanelData; height?: number; marks?: readonly Mark[]; asTable?: boolean }) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  return (
    <div ref={ref} style={{ minHeight: height, border: '1px solid var(--border)', borderRadius: 8 }}>
      {width > 0 && <PanelView panel={panel} data={data} width={Math.floor(width)} height={height} marks={marks} onZoom={() => undefined} asTable={asTable} />}
    </div>
  );
}
