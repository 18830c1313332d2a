import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import { newKey } from "~/api/idempotency";
import type { Offer } from "~/api/types";
import { Thumb } from "~/parts/Thumb";
import { Refused } from "~/parts/Trouble";
import rows from "~/parts/rows.module.css";
import { Link } from "~/router/Link";
import { navigate } from "~/router/place";
import { useTranslation } from "~/text/orders";
import { inSeoul } from "~/text/times";
import { won } from "~/text/won";
import classes from "./Orders.module.css";

/** The second chances that are open to me: auctions whose winner did not buy. */
export function Offers() {
  const { t } = useTranslation();
  const { data } = useQuery({ queryKey: ["offers"], queryFn: ({ signal }) => unwrap(api.GET("/api/me/offers", { signal })) });
  if (!data?.offers.length) return null;
  return (
    <section className={classes.box} aria-labelledby="offers">
      <h2 id="offers">{t("order.offers")}</h2>
      {data.offers.map((offer) => <OneOffer key={offer.id} offer={offer} />)}
    </section>
  );
}

function OneOffer({ offer: { id, item, price, expiresAt } }: { offer: Offer }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const path = { offerId: id };
  const onSettled = () => queries.invalidateQueries({ queryKey: ["offers"] });
  const accept = useMutation({ mutationFn: () => unwrap(api.POST("/api/offers/{offerId}/accept", { params: { path, header: { "Idempotency-Key": newKey() } } })), onSuccess: (order) => navigate(`/orders/${order.id}`), onSettled });
  const decline = useMutation({ mutationFn: () => unwrap(api.POST("/api/offers/{offerId}/decline", { params: { path } })), onSettled });
  return (
    <div className="stack">
      <Link to={`/items/${item.id}`} className={rows.item}>
        <span className={rows.picture}><Thumb picture={item.images[0]} alt="" /></span>
        <span className={rows.words}>
          <span className={rows.name}>{item.name}</span>
          <span className="small number">{t("order.offerText", { price: won(price), until: inSeoul(expiresAt) })}</span>
        </span>
      </Link>
      <Refused error={accept.error ?? decline.error} />
      <div className={classes.acts}>
        <Button loading={accept.isPending} onClick={() => accept.mutate()}>{t("order.offerYes", { price: won(price) })}</Button>
        <Button variant="default" loading={decline.isPending} onClick={() => decline.mutate()}>{t("order.offerNo")}</Button>
      </div>
    </div>
  );
}
