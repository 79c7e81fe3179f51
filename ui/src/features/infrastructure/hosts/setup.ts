import type { Setup } from '../panels/NotCollected';

/** How hosts get here. */
export const SETUP: Setup = {
  own: 'Sardonyx measures the host it runs on by itself, and other hosts with an agent. Here the collector is switched off:',
  setting: `# sardonyx.yaml
collectors:
  host: true`,
  exporter: 'the node exporter',
};
