import { useNavigate, useSearch } from '@tanstack/react-router';
import { api, unwrap } from '@/api/client';
import { enter, useSession } from '@/api/useSession';
import { Empty } from '@/ui/Empty/Empty';
import { AccessForm } from './AccessForm';

const FIELDS = [
  { name: 'name', label: 'Your name', type: 'text', autoComplete: 'name' },
  { name: 'email', label: 'Email', type: 'email', autoComplete: 'username' },
  { name: 'password', label: 'Password', type: 'password', autoComplete: 'new-password' },
] as const;

/** The first start: whoever holds the one-time link becomes the administrator. */
export function SetUpPage() {
  const { token } = useSearch({ from: '/setup' });
  const navigate = useNavigate();
  const session = useSession();
  if (session.data && !session.data.setup_required) {
    return <Empty title="Sardonyx is set up already" hint="This link has done its work. Ask an administrator for an account." />;
  }
  return (
    <AccessForm
      title="Create the administrator"
      hint="From then on everybody signs in, on this machine too."
      fields={FIELDS}
      action="Create and sign in"
      onSubmit={async ({ name, email, password }) => {
        await enter(unwrap(api.POST('/rest/setup', { body: { token, name, email, password } })));
        await navigate({ to: '/', replace: true });
      }}
    />
  );
}
