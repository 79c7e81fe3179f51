import { CodeBlock } from './CodeBlock';

export const gallery = {
  title: 'Code block',
  group: 'Text' as const,
  render: () => <CodeBlock label="Lines for a shell" code={'export OTEL_SERVICE_NAME=checkout\nexport OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318'} />,
};
