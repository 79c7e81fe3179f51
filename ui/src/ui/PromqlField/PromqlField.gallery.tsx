import { useState } from 'react';
import { PromqlField } from './PromqlField';

const EXPRESSION = 'sum by (service_name) (rate(http_requests_total{status!="500"}[5m]))';

export const gallery = {
  title: 'PromQL field',
  group: 'Forms' as const,
  render: () => <Sample />,
};

function Sample() {
  const [text, setText] = useState(EXPRESSION);
  return (
    <div style={{ display: 'grid', gap: 8 }}>
      <PromqlField label="An expression of the gallery" text={text} onText={setText} onRun={() => undefined} ran={EXPRESSION} />
    </div>
  );
}
