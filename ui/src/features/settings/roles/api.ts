import { useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';
import { useSession } from '@/api/useSession';

export type Role = Schemas['RoleView'];

export function useRoles() {
  return useQuery({ queryKey: ['settings', 'roles'], queryFn: ({ signal }) => unwrap(api.GET('/rest/roles', { signal })), staleTime: Number.POSITIVE_INFINITY });
}

/** The roles one can give away: nobody gives what he does not hold. */
export function useGivableRoles(): readonly Role[] {
  const { data } = useRoles();
  const { data: session } = useSession();
  return givable(data?.items ?? [], session?.principal?.permissions ?? []);
}

export const givable = (roles: readonly Role[], held: readonly string[]): readonly Role[] =>
  roles.filter(({ permissions }) => permissions.every(({ name }) => held.includes(name)));
