import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import type { Severity } from '@/core/severity';

/** What a rule is doing, as a word and a shape. */
export const Standing = ({ word, tone, why }: { word: string; tone: Severity; why?: string }) => (
  <StatusBadge severity={tone} title={why}>
    {word}
  </StatusBadge>
);
