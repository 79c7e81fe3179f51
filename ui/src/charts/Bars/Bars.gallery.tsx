import { Bars } from './Bars';
import { ShareBar } from './ShareBar';

export const gallery = {
  title: 'Bars',
  group: 'Charts' as const,
  render: () => (
    <div style={{ display: 'grid', gap: 16, maxWidth: 480 }}>
      <Bars
        label="Time by service"
        unit="ms"
        bars={[
          { key: 'onyx-core', label: 'onyx-core', value: 820, note: '64 %', color: '--s2' },
          { key: 'model', label: 'model', value: 310, note: '24 %', color: '--s3' },
          { key: 'suna', label: 'suna', value: 12, note: '1 %' },
        ]}
      />
      <ShareBar
        wide
        label="own work 24 %, waits for others 76 %"
        shares={[
          { key: 'own', label: 'own work', value: 24, color: '--s2' },
          { key: 'waits', label: 'waits for others', value: 76, color: '--unknown-fill' },
        ]}
      />
    </div>
  ),
};
