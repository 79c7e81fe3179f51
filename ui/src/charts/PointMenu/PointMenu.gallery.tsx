import { logsAt, tracesAt } from '@/core/links';
import { PointMenu } from './PointMenu';

const TIME = 1_767_227_400;

export const gallery = {
  title: 'Point menu',
  group: 'Charts' as const,
  render: () => (
    <div style={{ position: 'relative', height: 130 }}>
      <PointMenu
        time={TIME}
        series="checkout"
        value="412 ms"
        links={[
          { label: 'Logs at this time', link: logsAt(TIME, 'checkout') },
          { label: 'Traces at this time', link: tracesAt(TIME, 'checkout') },
        ]}
        x={130}
        y={4}
        within={400}
        onClose={() => undefined}
      />
    </div>
  ),
};
