import { useMutation } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { formatValue } from '@/core/format';
import { toast, toastError } from '@/ui/toast';
import type { Asked } from './api';
import type { Range } from './model/against';

export const EXPORT_PATH = '/rest/logs/export';
export const EXPORT_FORMATS = [
  { format: 'csv', label: 'CSV, for spreadsheets' },
  { format: 'ndjson', label: 'NDJSON, one record a line' },
  { format: 'parquet', label: 'Parquet, for analysis' },
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number]['format'];
type Wanted = { asked: Asked; range: Range; columns: readonly string[]; format: ExportFormat };

/** What the server is asked for. Without chosen columns it sends all of them. */
export const exportBody = ({ asked, range, columns, format }: Wanted) => ({
  ...asked, ...range, format, ...(columns.length > 0 ? { columns: ['timestamp', 'level', 'service', ...columns, 'message'] } : {}),
});

/** Has the records of a search sent and saves them as a file. */
export function useLogExport() {
  return useMutation({
    mutationFn: async (wanted: Wanted) => {
      const file: Blob = await unwrap(api.POST(EXPORT_PATH, { body: exportBody(wanted), parseAs: 'blob' }) as Promise<{ data?: Blob; error?: unknown; response: Response }>);
      save(file, `logs-${new Date(wanted.range.end * 1000).toISOString().slice(0, 16).replaceAll(':', '')}.${wanted.format}`);
      return file.size;
    },
    onSuccess: (size) => toast({ title: 'Records exported', detail: formatValue(size, 'bytes') }),
    onError: (error) => toastError('The records were not exported', error),
  });
}

/** Hands a file to the browser's downloads. */
function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}
