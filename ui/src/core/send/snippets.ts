import { inSingleQuotes, literal, shellWord } from './quote';

/** What a snippet is filled with. Without a key the lines for it are left out. */
export type SendTo = { endpoint: string; service: string; key?: string };

export type SnippetPart = { title: string; code: string };

/** One way to send data here: what to paste where, with this server's address in it. */
export type Snippet = { value: string; label: string; hint: string; parts: (to: SendTo) => SnippetPart[] };

/** Every way there is, the one most people need first. All of them speak OTLP over HTTP. */
export const SNIPPETS: readonly Snippet[] = [
  { value: 'python', label: 'Python', hint: 'OpenTelemetry’s agent: no change to the code, it instruments the libraries it finds.', parts: python },
  { value: 'sardonyx', label: 'Python, our SDK', hint: 'Traces, metrics and logs with one call; a fraction of the usual cost per request; masks before anything leaves.', parts: sardonyxSdk },
  { value: 'node', label: 'Node', hint: 'No change to the code: the SDK is loaded before the application.', parts: node },
  { value: 'java', label: 'Java', hint: 'The agent instruments what runs in the JVM.', parts: java },
  { value: 'go', label: 'Go', hint: 'Go has no agent: set up once at the start of main, then wrap handlers with the otel contrib packages.', parts: go },
  { value: 'dotnet', label: '.NET', hint: 'For ASP.NET Core; other hosts take the same packages.', parts: dotnet },
  { value: 'collector', label: 'Collector', hint: 'In the configuration of an OpenTelemetry Collector that runs already.', parts: collector },
  { value: 'env', label: 'Any SDK', hint: 'Every OpenTelemetry SDK and agent reads these variables.', parts: (to) => [shell(otelVariables(to))] },
  { value: 'curl', label: 'curl', hint: 'One log record by hand, to see that the way is open.', parts: curl },
];

const shell = (...lines: string[][]): SnippetPart => ({ title: 'In a shell', code: lines.flat().join('\n') });

function otelVariables({ endpoint, service, key }: SendTo): string[] {
  return [
    `export OTEL_SERVICE_NAME=${shellWord(service)}`,
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`,
    'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
    ...(key ? [`export OTEL_EXPORTER_OTLP_HEADERS=x-sardonyx-key=${key}`] : []),
  ];
}

function python(to: SendTo): SnippetPart[] {
  return [
    shell(
      ['pip install opentelemetry-distro opentelemetry-exporter-otlp', 'opentelemetry-bootstrap -a install'],
      otelVariables(to),
      ['export OTEL_PYTHON_LOGGING_AUTO_INSTRUMENTATION_ENABLED=true', 'opentelemetry-instrument python app.py'],
    ),
  ];
}

function sardonyxSdk({ endpoint, service, key }: SendTo): SnippetPart[] {
  const given = [literal(service), `endpoint=${literal(endpoint)}`, ...(key ? [`key=${literal(key)}`] : [])];
  return [
    shell(['pip install sardonyx-sdk']),
    { title: 'First thing in the program', code: `import sardonyx_sdk\n\nsardonyx_sdk.configure(${given.join(', ')})` },
  ];
}

function node(to: SendTo): SnippetPart[] {
  return [
    shell(
      ['npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node'],
      otelVariables(to),
      ['export OTEL_LOGS_EXPORTER=otlp OTEL_METRICS_EXPORTER=otlp', 'node --require @opentelemetry/auto-instrumentations-node/register app.js'],
    ),
  ];
}

function java(to: SendTo): SnippetPart[] {
  return [
    shell(
      ['curl -LO https://github.com/open-telemetry/opentelemetry-java-instrumentation/releases/latest/download/opentelemetry-javaagent.jar'],
      otelVariables(to),
      ['java -javaagent:opentelemetry-javaagent.jar -jar app.jar'],
    ),
  ];
}

function go(to: SendTo): SnippetPart[] {
  return [
    shell(
      ['go get go.opentelemetry.io/otel/sdk go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp'],
      otelVariables(to),
    ),
    {
      title: 'In main',
      code: `exporter, err := otlptracehttp.New(ctx) // address, name and key come from the variables
if err != nil {
	log.Fatal(err)
}
provider := trace.NewTracerProvider(trace.WithBatcher(exporter))
defer provider.Shutdown(ctx)
otel.SetTracerProvider(provider)`,
    },
  ];
}

function dotnet(to: SendTo): SnippetPart[] {
  return [
    shell(
      ['Extensions.Hosting', 'Exporter.OpenTelemetryProtocol', 'Instrumentation.AspNetCore'].map((name) => `dotnet add package OpenTelemetry.${name}`),
      otelVariables(to),
    ),
    {
      title: 'In Program.cs',
      code: `builder.Services.AddOpenTelemetry()
    .WithTracing(tracing => tracing.AddAspNetCoreInstrumentation())
    .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation())
    .WithLogging()
    .UseOtlpExporter();`,
    },
  ];
}

function collector({ endpoint, key }: SendTo): SnippetPart[] {
  const headers = key ? `\n    headers:\n      x-sardonyx-key: ${key}` : '';
  const pipeline = (signal: string) => `    ${signal}: { receivers: [otlp], exporters: [otlphttp/sardonyx] }`;
  return [
    {
      title: 'In the collector’s configuration',
      code: `exporters:
  otlphttp/sardonyx:
    endpoint: ${endpoint}${headers}
service:
  pipelines:
${['traces', 'metrics', 'logs'].map(pipeline).join('\n')}`,
    },
  ];
}

function curl({ endpoint, service, key }: SendTo): SnippetPart[] {
  const keyHeader = key ? ` -H 'X-Sardonyx-Key: ${key}'` : '';
  return [
    {
      title: 'In a shell',
      code: `curl ${endpoint}/v1/logs${keyHeader} -H 'Content-Type: application/json' -d '{
  "resourceLogs": [{
    "resource": { "attributes": [{ "key": "service.name", "value": { "stringValue": ${inSingleQuotes(literal(service))} } }] },
    "scopeLogs": [{ "logRecords": [{
      "timeUnixNano": "'$(date +%s)'000000000", "severityNumber": 9, "severityText": "INFO",
      "body": { "stringValue": "hello from curl" } }] }] }] }'`,
    },
  ];
}
