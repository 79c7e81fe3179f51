import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { ViteUserConfig } from 'vitest/config';
import { precompress } from './vite.precompress.ts';

/** Where `npm run dev` finds a running Sardonyx. */
const server = process.env.SARDONYX_URL ?? 'http://127.0.0.1:8600';

const config: ViteUserConfig = {
  plugins: [react(), precompress()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { host: '127.0.0.1', proxy: { '/rest': server, '/api': server, '/loki': server } },
  build: {
    target: 'es2022',
    // Small font subsets would become data: URLs, which the content security policy blocks.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 30 },
            {
              name: 'mantine',
              test: /node_modules[\\/](@mantine|@floating-ui|clsx|react-remove-scroll|react-number-format)/,
              priority: 20,
            },
            { name: 'tanstack', test: /node_modules[\\/]@tanstack[\\/](?!react-virtual|virtual-core)/, priority: 20 },
            { name: 'uplot', test: /node_modules[\\/]uplot/, priority: 20 },
          ],
        },
      },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.{ts,tsx}'] },
};

export default config;
