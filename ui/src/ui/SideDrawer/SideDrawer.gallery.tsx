import { useState } from 'react';
import { Control } from '@/ui/Control/Control';
import { SideDrawer } from './SideDrawer';

function Example() {
  const [open, setOpen] = useState(true);
  return (
    <div style={{ display: 'flex', height: 180, border: '1px solid var(--border)' }}>
      <div style={{ flex: 1, padding: 12 }}>
        <Control onClick={() => setOpen(true)}>Open</Control>
      </div>
      {open && (
        <SideDrawer label="Example record" title="checkout" onClose={() => setOpen(false)}>
          <p style={{ padding: 12, margin: 0 }}>The list at the left stays in view.</p>
        </SideDrawer>
      )}
    </div>
  );
}

export const gallery = { title: 'Side drawer', group: 'Data' as const, render: () => <Example /> };
