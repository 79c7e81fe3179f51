/** One way to send data here: what to paste, with this server's address in it. */
export type Snippet = { value: string; label: string; hint: string; code: string };

/** Snippets for an OTLP/HTTP address such as `http://127.0.0.1:4318`. */
export function snippets(endpoint: string): Snippet[] {
  return [
    { value: 'python', label: 'Python', hint: 'No change to the code: the agent instruments what it finds.', code: python(endpoint) },
    { value: 'node', label: 'Node', hint: 'No change to the code: the SDK is loaded before the application.', code: node(endpoint) },
    { value: 'collector', label: 'Collector', hint: 'In the configuration of an OpenTelemetry Collector that runs already.', code: collector(endpoint) },
    { value: 'curl', label: 'curl', hint: 'One log record by hand, to see that the way is open.', code: curl(endpoint) },
  ];
}

const python = (endpoint: string) => `pip install opentelemetry-distro opentelemetry-exporter-otlp
opentelemetry-bootstrap -a install
export OTEL_SERVICE_NAME=my-service
export OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_PYTHON_LOGGING_AUTO_INSTRUMENTATION_ENABLED=true
opentelemetry-instrument python app.py`;

const node = (endpoint: string) => `npm install @opentelemetry/sdk-node @opentelemetry/auto-instrumentations-node
export OTEL_SERVICE_NAME=my-service
export OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_LOGS_EXPORTER=otlp OTEL_METRICS_EXPORTER=otlp
node --require @opentelemetry/auto-instrumentations-node/register app.js`;

const collector = (endpoint: string) => `exporters:
  otlphttp/sardonyx:
    endpoint: ${endpoint}
service:
  pipelines:
    traces: { exporters: [otlphttp/sardonyx] }
    logs: { exporters: [otlphttp/sardonyx] }
    metrics: { exporters: [otlphttp/sardonyx] }`;

const curl = (endpoint: string) => `curl ${endpoint}/v1/logs -H 'Content-Type: application/json' -d '{
  "resourceLogs": [{
    "resource": { "attributes": [{ "key": "service.name", "value": { "stringValue": "my-service" } }] },
    "scopeLogs": [{ "logRecords": [{
      "timeUnixNano": "'$(date +%s)'000000000", "severityNumber": 9, "severityText": "INFO",
      "body": { "stringValue": "hello from curl" } }] }] }] }'`;
