import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import type { TargetsSearch } from '../search';

type View = TargetsSearch['view'];

const VIEWS: readonly { value: View; label: string; hint: string }[] = [
  { value: undefined, label: 'Targets', hint: 'What is scraped, and how that goes' },
  { value: 'discovery', label: 'Discovery', hint: 'What service discovery found, and what relabelling made of it' },
];

/** What is scraped, or how it was found. */
export function ViewSwitch({ view, onChange }: { view: View; onChange: (view: View) => void }) {
  return (
    <ControlGroup label="View">
      {VIEWS.map(({ value, label, hint }) => (
        <Control key={label} active={view === value} aria-pressed={view === value} title={hint} onClick={() => onChange(value)}>
          {label}
        </Control>
      ))}
    </ControlGroup>
  );
}
