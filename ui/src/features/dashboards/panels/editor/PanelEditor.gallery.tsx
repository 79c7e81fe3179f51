import { useState } from 'react';
import { Sample } from '../parts/Sample';
import { answer, override, panel, series, wave } from '../samples';
import { PanelEditor } from './PanelEditor';

const DATA = answer([series('reads', wave(0, 120)), series('writes', wave(1, 60))]);
const PANEL = panel('timeseries', {
  title: 'Operations',
  values: { unit: 'ops', thresholds: [{ value: null, colour: 'green' }, { value: 150, colour: 'red' }] },
  overrides: [override('name', 'writes', { negative: true })],
});

export const gallery = { title: 'Panel editor', group: 'Panels' as const, render: () => <Example /> };

function Example() {
  const [shown, setShown] = useState(PANEL);
  return (
    <div style={{ display: 'grid', gap: 12, maxWidth: 420 }}>
      <Sample panel={shown} data={DATA} height={160} />
      <div style={{ border: '1px solid var(--border)', borderRadius: 8 }}>
        <PanelEditor panel={shown} onChange={setShown} data={DATA} />
      </div>
    </div>
  );
}
