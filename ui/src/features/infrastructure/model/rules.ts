const PLAIN = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** A name as a regular expression in YAML. */
const quoted = (name: string): string => (PLAIN.test(name) ? name : JSON.stringify(name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));

/** A rule that leaves a metric out, for metric_relabel_configs of its job. */
export const dropMetric = (metric: string): string => `metric_relabel_configs:
  - source_labels: [__name__]
    regex: ${quoted(metric)}
    action: drop`;

const emptied = (metric: string, label: string): string => `  - source_labels: [__name__]
    regex: ${quoted(metric)}
    target_label: ${label}
    replacement: ""`;

/** Rules that leave labels of one metric out: a label without a value is none. */
export const dropLabels = (metric: string, labels: readonly string[]): string => ['metric_relabel_configs:', ...labels.map((label) => emptied(metric, label))].join('\n');
