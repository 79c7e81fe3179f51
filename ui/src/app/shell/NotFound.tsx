import { Link } from '@tanstack/react-router';
import { Empty } from '@/ui/Empty/Empty';

export function NotFound() {
  return (
    <Empty
      title="There is no page at this address"
      hint={
        <>
          The link may be old or mistyped. <Link to="/">Go to the overview</Link>
        </>
      }
    />
  );
}
