import type { Role } from './api';

export type PermissionRow = { name: string; sentence: string; holders: ReadonlySet<string> };
export type Area = { name: string; permissions: PermissionRow[] };

/** All permissions by area (what stands before the colon), in the server's order, with the roles that hold each. */
export function matrix(roles: readonly Role[]): Area[] {
  const rows = new Map<string, { name: string; sentence: string; holders: Set<string> }>();
  // The role with most permissions comes first: its order is that of the catalogue.
  for (const role of roles.toSorted((a, b) => b.permissions.length - a.permissions.length)) {
    for (const { name, sentence } of role.permissions) {
      const row = rows.get(name) ?? { name, sentence, holders: new Set<string>() };
      row.holders.add(role.name);
      rows.set(name, row);
    }
  }
  const areas = new Map<string, PermissionRow[]>();
  for (const row of rows.values()) {
    const area = row.name.split(':')[0]!;
    areas.set(area, [...(areas.get(area) ?? []), row]);
  }
  return [...areas].map(([name, permissions]) => ({ name, permissions }));
}
