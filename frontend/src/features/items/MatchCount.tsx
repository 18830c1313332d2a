import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import { useTranslation } from "~/text/i18n";
import { grouped } from "~/text/won";
import type { ItemFilters } from "./queries";

/** How many auctions a search has found, up to 1,000. */
export function MatchCount({ wanted: { sort: _, ...filters } }: { wanted: ItemFilters }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ["count", filters],
    queryFn: ({ signal }) => unwrap(api.GET("/api/items/count", { params: { query: filters }, signal })),
  });
  // a line of its own height while it is counted
  return <p className="dim small number" role="status">{data ? t("search.count", { found: grouped(data.count) + (data.more ? "+" : "") }) : "\u00a0"}</p>;
}
