import type { Setup } from '../panels/NotCollected';

/** How the matrix fills. */
export const SETUP: Setup = {
  own: 'Calls between services fill it as soon as their traces arrive. Latency and loss are measured to peers you name, from this server and from each agent:',
  setting: `# sardonyx.yaml
collectors:
  network:
    peers: ["db=10.0.0.5:5432", "shop=https://shop.example.com/health", "gateway=icmp://10.0.0.1"]`,
  exporter: 'the blackbox exporter',
};
