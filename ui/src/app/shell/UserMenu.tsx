import { Menu } from '@mantine/core';
import { IconLogout, IconUser } from '@tabler/icons-react';
import { signOut, useSession } from '@/api/useSession';
import { Control } from '@/ui/Control/Control';

/** Who is signed in, and the way out. Nothing for a local visitor of a server without accounts. */
export function UserMenu() {
  const { data } = useSession();
  if (data?.principal?.kind !== 'user') return null;
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <Control aria-label={`Account: ${data.principal.name}`}>
          <IconUser size={14} />
        </Control>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {data.principal.name} · {data.principal.roles.join(', ')}
        </Menu.Label>
        <Menu.Item leftSection={<IconLogout size={14} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
