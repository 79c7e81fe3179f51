import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { Failure } from '@/ui/Failure/Failure';

/** A page that broke or could not be fetched. The frame stays, so everything else is still one click away. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return <Failure error={error} onRetry={retry} />;
}
