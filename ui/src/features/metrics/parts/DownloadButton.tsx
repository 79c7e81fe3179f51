import { IconDownload } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';

type Props = { label: string; name: string; text: () => string };

/** Saves what is shown as a file, made in the browser. */
export function DownloadButton({ label, name, text }: Props) {
  const save = () => {
    const url = URL.createObjectURL(new Blob([text()], { type: 'text/csv;charset=utf-8' }));
    const anchor = Object.assign(document.createElement('a'), { href: url, download: `${name}.csv` });
    anchor.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Control quiet aria-label={label} title="Download as CSV" onClick={save}>
      <IconDownload size={14} />
    </Control>
  );
}
