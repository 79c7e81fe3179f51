import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import type { User } from './api';
import { DangerZone } from './DangerZone';
import { EditUser } from './EditUser';
import { PasswordForm } from './PasswordForm';
import { UserSessions } from './UserSessions';

/** One user: what may be changed, the running sessions, and the ways out. */
export function UserDrawer({ user, isSelf, onClose }: { user: User; isSelf: boolean; onClose: () => void }) {
  return (
    <SideDrawer label="User" title={user.name} onClose={onClose}>
      <EditUser user={user} />
      <UserSessions user={user} />
      {!isSelf && <PasswordForm user={user} />}
      <DangerZone user={user} isSelf={isSelf} onDeleted={onClose} />
    </SideDrawer>
  );
}
