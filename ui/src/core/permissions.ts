import { useSession, type Session } from '@/api/useSession';

/** Whether somebody may do what a permission of the server's catalogue names, such as `tokens:manage`. Nobody yet: no. */
export const allows = (session: Session | undefined, permission: string): boolean =>
  session?.principal?.permissions.includes(permission) ?? false;

/** What the role lacks is not offered. The server checks all the same: this only keeps dead ends out of sight. */
export function useCan(permission: string): boolean {
  const { data } = useSession();
  return allows(data, permission);
}

const NONE: readonly string[] = [];

/** Everything this visitor may do. */
export function usePermissions(): readonly string[] {
  const { data } = useSession();
  return data?.principal?.permissions ?? NONE;
}
