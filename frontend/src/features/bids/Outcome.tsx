import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Item } from "~/api/types";
import { won } from "~/text/won";
import classes from "./Outcome.module.css";

/** The result of the auction for this viewer, and what they can do now. */
export function Outcome({ item }: { item: Item }) {
  const { t } = useTranslation();
  const mine = item.viewer?.isLeading && (item.status === "sold" || item.status === "ended");
  const words = mine ? (item.status === "sold" ? "won" : "closing") : item.status;
  return (
    <div className={classes.outcome} data-won={words === "won" || undefined} role="status">
      <h2>{t(`outcome.${words}`)}</h2>
      <p>{t(`outcome.${words}Text`, { price: won(item.price) })}</p>
      {words === "won" ? (
        <Button component={Link} to="/me?tab=won" variant="light">{t("outcome.toMine")}</Button>
      ) : (
        item.status !== "ended" && <Button component={Link} to="/" variant="light">{t("outcome.toOthers")}</Button>
      )}
    </div>
  );
}
