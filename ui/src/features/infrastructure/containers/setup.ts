import type { Setup } from '../panels/NotCollected';

/** How containers get here. */
export const SETUP: Setup = {
  own: 'Where Docker’s socket is in its usual place, containers are measured by themselves. Elsewhere name it, or a socket proxy that allows GET /containers:',
  setting: `# sardonyx.yaml
collectors:
  docker: unix:///var/run/docker.sock      # or tcp://socket-proxy:2375`,
  grant: { label: 'Sardonyx in a container needs the socket, read-only:', code: '-v /var/run/docker.sock:/var/run/docker.sock:ro' },
  exporter: 'cAdvisor',
};
