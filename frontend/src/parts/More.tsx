import { Button } from "@mantine/core";
import { useTranslation } from "~/text/i18n";

type Props = { list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown } };

/** The button that loads the next page of a list, while there is one. */
export function More({ list: { hasNextPage, isFetchingNextPage, fetchNextPage } }: Props) {
  const { t } = useTranslation();
  if (!hasNextPage) return null;
  return <Button variant="default" radius="xl" display="block" mt="md" mx="auto" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t("browse.more")}</Button>;
}
