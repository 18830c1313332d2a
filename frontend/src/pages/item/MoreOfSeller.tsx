import { useInfiniteQuery } from "@tanstack/react-query";
import type { Item } from "~/api/types";
import { itemsQuery } from "~/features/items/queries";
import { hasLeft } from "~/parts/hasLeft";
import { useTranslation } from "~/text/i18n";
import { OtherItems } from "./OtherItems";

/** Other items of this seller. */
export function MoreOfSeller({ item }: { item: Item }) {
  const { t } = useTranslation();
  const list = itemsQuery({ sort: "endingSoon", status: "live", seller: item.seller.id }, 5);
  const { data } = useInfiniteQuery({ ...list, enabled: !hasLeft(item.seller.id) });
  const others = (data?.pages[0]?.items ?? []).filter(({ id }) => id !== item.id).slice(0, 4);
  return <OtherItems id="more" title={t("item.more")} items={others} />;
}
