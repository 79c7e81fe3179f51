import { useMediaQuery } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { serviceLink } from '@/core/links';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { EVERYTHING, GLANCE, NARROW } from './columns';
import type { ServiceRow } from './types';

type Props = {
  label: string;
  /** In the order they are shown at first. */
  services: readonly ServiceRow[];
  /** All columns, and a choice of them. */
  everything?: boolean;
};

/** Services with their figures; a row leads to its service. On a phone only what fits beside the name. */
export function ServicesTable({ label, services, everything = false }: Props) {
  const narrow = useMediaQuery('(max-width: 820px)', undefined, { getInitialValueInEffect: false });
  const navigate = useNavigate();
  const columns: readonly Column<ServiceRow>[] = narrow ? NARROW : everything ? EVERYTHING : GLANCE;
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={services}
      rowKey={({ name }) => name}
      onRow={({ name }) => void navigate(serviceLink(name))}
      chooser={everything && !narrow ? 'services' : undefined}
      fill={everything}
    />
  );
}
