import { Button, Skeleton } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { Problem } from "~/api/problem";
import { Trouble } from "~/parts/Trouble";
import { useTranslation } from "~/text/i18n";
import classes from "./Grid.module.css";
import { ItemCard } from "./ItemCard";
import { type ItemFilters, itemsQuery } from "./queries";

type Props = { wanted: ItemFilters; empty: ReactNode };

/** An infinitely scrolling grid of items. It is cached, so that Back returns to the same position. */
export function Grid({ wanted, empty }: Props) {
  const options = itemsQuery(wanted);
  const list = useInfiniteQuery(options);
  useFreshStart(list.error, options.queryKey);
  if (list.isPending) return <Placeholder />;
  if (!list.data) return <Trouble error={list.error} again={() => void list.refetch()} />;
  const items = list.data.pages.flatMap((page) => page.items);
  if (!items.length) return empty;
  return (
    <>
      <ul className={classes.grid}>
        {items.map((item, at) => (
          <li key={item.id}>
            <ItemCard item={item} eager={at < 4} />
          </li>
        ))}
      </ul>
      <More more={list.hasNextPage} busy={list.isFetchingNextPage} load={() => void list.fetchNextPage()} />
    </>
  );
}

/** Start the list again when its cursor has expired. */
function useFreshStart(error: unknown, key: readonly unknown[]) {
  const queries = useQueryClient();
  const expired = error instanceof Problem && ["cursor_expired", "invalid_cursor"].includes(error.code);
  useEffect(() => {
    if (expired) void queries.resetQueries({ queryKey: key });
  }, [expired, queries, key]);
}

function More({ more, busy, load }: { more: boolean; busy: boolean; load: () => void }) {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!more || busy || !end.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && load(), { rootMargin: "900px" });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [more, busy, load]);
  return (
    <div ref={end} className={classes.more}>
      {more && <Button variant="default" radius="xl" loading={busy} onClick={load}>{t("browse.more")}</Button>}
      {!more && <p className="dim small">{t("browse.end")}</p>}
    </div>
  );
}

export function Placeholder({ count = 10 }: { count?: number }) {
  const { t } = useTranslation();
  return (
    <div className={classes.grid} role="status" aria-label={t("loading")}>
      {Array.from({ length: count }, (_, at) => (
        <div key={at} className={classes.bone}>
          <Skeleton className={classes.square} radius={16} />
          <Skeleton height={14} width="85%" />
          <Skeleton height={20} width="55%" />
        </div>
      ))}
    </div>
  );
}
