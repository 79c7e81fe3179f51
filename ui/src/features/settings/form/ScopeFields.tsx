import { TagsInput } from '@mantine/core';
import { useScopeNames } from './useScopeNames';

type Props = {
  services: string[];
  environments: string[];
  onServices: (names: string[]) => void;
  onEnvironments: (names: string[]) => void;
  errors: { services?: string; environments?: string };
  /** What a name in the list means: "may see", "may send". */
  verb: string;
};

/** Which services and environments something is limited to. Nothing named: all of them. Names need not have reported yet. */
export function ScopeFields({ services, environments, onServices, onEnvironments, errors, verb }: Props) {
  const known = useScopeNames();
  return (
    <>
      <TagsInput
        size="xs"
        label="Services"
        description={`Empty: it ${verb} all. Enter adds a name.`}
        placeholder={services.length === 0 ? 'All services' : undefined}
        data={known.services}
        value={services}
        onChange={onServices}
        error={errors.services}
        acceptValueOnBlur
        clearable
      />
      <TagsInput
        size="xs"
        label="Environments"
        description={`Empty: it ${verb} all.`}
        placeholder={environments.length === 0 ? 'All environments' : undefined}
        data={known.environments}
        value={environments}
        onChange={onEnvironments}
        error={errors.environments}
        acceptValueOnBlur
        clearable
      />
    </>
  );
}

/** The server's way to say "all" is null. */
export const scopeOf = (names: readonly string[]): string[] | null => (names.length === 0 ? null : [...names]);
