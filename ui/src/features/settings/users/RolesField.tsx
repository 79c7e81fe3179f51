import { Checkbox } from '@mantine/core';
import { useGivableRoles, useRoles } from '../roles/api';
import type { RoleName } from './api';
import styles from './RolesField.module.css';

/** Roles with what each is for. Those beyond one's own are shown and cannot be given. */
export function RolesField({ value, onChange, error }: { value: readonly string[]; onChange: (roles: RoleName[]) => void; error?: string }) {
  const roles = useRoles().data?.items ?? [];
  const givable = useGivableRoles();
  return (
    <Checkbox.Group label="Roles" size="xs" value={[...value]} onChange={(names) => onChange(names as RoleName[])} error={error}>
      <div className={styles.roles}>
        {roles.map((role) => (
          <Checkbox key={role.name} size="xs" value={role.name} label={role.name} description={role.sentence} disabled={!givable.includes(role)} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
