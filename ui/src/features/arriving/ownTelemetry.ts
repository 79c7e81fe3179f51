/** The name under which Sardonyx reports about itself. */
const OWN_SERVICE = 'sardonyx';

/** In words, why there is nothing to see but ourselves; undefined as soon as anybody else has reported. */
export function waitsFor(services: readonly { name: string }[]): string | undefined {
  if (services.length === 0) return 'Nothing has arrived in this time range';
  return services.every(({ name }) => name === OWN_SERVICE) ? 'Only Sardonyx itself has reported in this time range' : undefined;
}
