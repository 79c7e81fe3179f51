import { Fragment, useMemo } from 'react';
import { IconCheck } from '@tabler/icons-react';
import { matrix } from './matrix';
import type { Role } from './api';
import styles from './RoleMatrix.module.css';

/** Permissions down, roles across. */
export function RoleMatrix({ roles }: { roles: readonly Role[] }) {
  const areas = useMemo(() => matrix(roles), [roles]);
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Permissions of each role">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Permission</th>
            {roles.map(({ name, sentence }) => (
              <th key={name} scope="col" className={styles.role} title={sentence}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {areas.map((area) => (
            <Fragment key={area.name}>
              {area.permissions.map((permission, i) => (
                <tr key={permission.name} data-first={i === 0 || undefined}>
                  <th scope="row">
                    <code className={styles.name}>{permission.name}</code>
                    <span className={styles.sentence}>{permission.sentence}</span>
                  </th>
                  {roles.map((role) => (
                    <td key={role.name} className={styles.cell}>
                      {permission.holders.has(role.name) ? <IconCheck size={14} className={styles.yes} aria-label="yes" /> : <span className={styles.no}>–</span>}
                    </td>
                  ))}
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
