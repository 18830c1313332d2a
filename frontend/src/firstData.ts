import { isInPage } from "./api/pageAnswers";
import { queries } from "./api/queries";
import { signedIn } from "./api/session";
import { itemsQuery } from "./features/items/queries";
import { FRONT } from "./features/items/useItemFilters";
import { SOON, SOON_SHOWN } from "./features/items/SoonRail";
import { itemQuery } from "./live/items";

/** Read the answers that came inside the page before it is drawn for the first time, so that nothing moves later. */
export async function readFirstData(): Promise<void> {
  if (signedIn()) return;
  const item = /^\/items\/(\d+)$/.exec(location.pathname)?.[1];
  if (item && isInPage(`/api/items/${item}`)) await queries.prefetchQuery(itemQuery(Number(item)));
  if (location.pathname !== "/" || location.search) return;
  await Promise.all([queries.prefetchInfiniteQuery(itemsQuery(FRONT)), queries.prefetchInfiniteQuery(itemsQuery(SOON, SOON_SHOWN))]);
}
