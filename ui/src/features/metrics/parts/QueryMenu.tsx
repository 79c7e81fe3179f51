import { useState } from 'react';
import { Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconBook2, IconDots, IconIndentIncrease, IconTag } from '@tabler/icons-react';
import { formatQuery } from '@/api/prometheus';
import { metricCatalogueLink } from '@/core/links';
import { familyOf, metricIn } from '@/core/promql/unit';
import { hasVariables } from '@/core/promql/variables';
import { Control } from '@/ui/Control/Control';
import { toastError } from '@/ui/toast';
import type { QueryState } from '../model/queries';

type Props = { query: QueryState; text: string; onText: (text: string) => void; onName: () => void };

/** What is done to a query more rarely. */
export function QueryMenu({ query, text, onText, onName }: Props) {
  const metric = metricIn(text);
  const layOut = () => void formatQuery(text).then(onText, (error: unknown) => toastError('Laying out the expression', error));
  // The field for names takes the keyboard: giving it back to the button would close the field again.
  const [returnFocus, setReturnFocus] = useState(true);
  const name = () => {
    setReturnFocus(false);
    onName();
  };
  return (
    <Menu position="bottom-end" width={230} returnFocus={returnFocus} onOpen={() => setReturnFocus(true)}>
      <Menu.Target>
        <Control quiet aria-label={`More for query ${query.letter.toUpperCase()}`} title="More">
          <IconDots size={14} />
        </Control>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconIndentIncrease size={14} />} disabled={query.builder || text.trim() === '' || hasVariables(text)} onClick={layOut}>
          Lay out the expression
        </Menu.Item>
        <Menu.Item leftSection={<IconTag size={14} />} disabled={query.legend !== ''} onClick={name}>
          Name the series …
        </Menu.Item>
        {metric && (
          <Menu.Item leftSection={<IconBook2 size={14} />} renderRoot={(props) => <Link {...props} {...metricCatalogueLink(familyOf(metric))} />}>
            About {metric}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

