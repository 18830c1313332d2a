import { TextInput, Textarea } from "@mantine/core";
import type { ComponentProps } from "react";
import { useTranslation } from "~/text/i18n";
import type { TEXT_FIELDS } from "./textFields";

type Props = Omit<ComponentProps<"input"> & ComponentProps<"textarea">, "ref" | "size" | "rows"> & {
  field: (typeof TEXT_FIELDS)[number];
  error: string | undefined;
  ref?: React.Ref<HTMLInputElement & HTMLTextAreaElement>;
};

/** An input for one text of a listing: one line, or several where it may be long. */
export function TextField({ field: { name, maxLength, rows }, ...rest }: Props) {
  const { t } = useTranslation();
  const shared = { label: t(`sell.${name}`), placeholder: t(`sell.${name}Hint`), maxLength, ...rest };
  return rows === 1 ? <TextInput {...shared} /> : <Textarea rows={rows} {...shared} />;
}
