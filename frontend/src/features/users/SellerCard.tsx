import { useQuery } from "@tanstack/react-query";
import type { Item } from "~/api/types";
import { profileQuery } from "~/features/users/queries";
import { hasLeft } from "~/parts/hasLeft";
import { Icon } from "~/parts/Icon";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";
import { monthInSeoul } from "~/text/times";
import { Avatar } from "./Avatar";
import classes from "./SellerCard.module.css";

/** The seller of an item. */
export function SellerCard({ seller }: { seller: Item["seller"] }) {
  const { t } = useTranslation();
  const left = hasLeft(seller.id);
  const { data } = useQuery({ ...profileQuery(seller.id), enabled: !left });
  const words = (
    <>
      <Avatar id={seller.id} name={seller.nickname ?? seller.id} />
      <span className={classes.words}>
        <b>{left ? t("user.left") : (seller.nickname ?? seller.id)}</b>
        <span className="dim small">{data ? t("page.trust", { month: monthInSeoul(data.createdAt), sold: data.soldCount, listed: data.listingCount }) : "\u00a0"}</span>
      </span>
    </>
  );
  if (left) return <div className={classes.card}>{words}</div>;
  return (
    <Link className={classes.card} to={`/users/${seller.id}`}>
      {words}
      <Icon name="forward" size={18} />
    </Link>
  );
}
