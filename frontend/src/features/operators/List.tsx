import type { ReactNode } from "react";
import { Empty } from "~/parts/Empty";
import { More } from "~/parts/More";
import { PlaceholderRows, Rows } from "~/parts/Row";
import { Trouble } from "~/parts/Trouble";
import { type NamedConsole, useTranslation } from "~/text/operators";

type Query = { error: unknown; refetch: () => unknown; hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };

/** A list of the console with its button for more; `rows` are undefined until they are read. */
export function List({ list, name, rows }: { list: Query; name: NamedConsole<"none">; rows: ReactNode[] | undefined }) {
  const { t } = useTranslation();
  if (!rows) return list.error ? <Trouble error={list.error} again={() => void list.refetch()} /> : <PlaceholderRows />;
  if (!rows.length) return <Empty drawing="box" title={t(`console.none.${name}`)}>{t(`console.noneText.${name}`)}</Empty>;
  return (
    <div>
      <Rows>{rows}</Rows>
      <More list={list} />
    </div>
  );
}
