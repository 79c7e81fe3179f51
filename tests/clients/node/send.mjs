// An unmodified OpenTelemetry program: everything about the exporter comes from OTEL_* variables.
import { metrics, trace } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK();
sdk.start();

const mark = process.argv[2];
const orders = metrics.getMeter('client').createCounter('client.orders', { unit: '{order}' });
trace.getTracer('client').startActiveSpan(`span ${mark}`, { attributes: { mark } }, (span) => {
  logs.getLogger('client').emit({
    severityNumber: SeverityNumber.WARN,
    severityText: 'WARN',
    body: `log ${mark}`,
    attributes: { mark },
  });
  orders.add(3, { mark });
  span.end();
});
await sdk.shutdown();
