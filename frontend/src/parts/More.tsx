import { Button } from "@mantine/core";
import { useTranslation } from "~/text/i18n";
import classes from "./rows.module.css";

type Props = { list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown } };

/** The button that loads the next page of a list, while there is one. */
export function More({ list: { hasNextPage, isFetchingNextPage, fetchNextPage } }: Props) {
  const { t } = useTranslation();
  if (!hasNextPage) return null;
  return <Button variant="default" radius="xl" className={classes.more} loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t("browse.more")}</Button>;
}
