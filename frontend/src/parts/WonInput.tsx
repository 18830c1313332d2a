import { TextInput, type TextInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { grouped, spoken, wonIn } from "~/text/won";

type Props = Omit<TextInputProps, "value" | "onChange"> & { value: number | null; onChange: (won: number | null) => void };

/** An amount in won: digits are grouped while typing, and a large sum is repeated in 만 and 억. */
export function WonInput({ value, onChange, description, ...rest }: Props) {
  const { t } = useTranslation();
  const large = value !== null && value >= 10_000 && value % 10_000 === 0 ? spoken(value) : undefined;
  return (
    <TextInput
      inputMode="numeric"
      autoComplete="off"
      value={value === null ? "" : grouped(value)}
      onChange={(event) => onChange(wonIn(event.currentTarget.value))}
      rightSection={<span className="dim small">{t("won")}</span>}
      rightSectionWidth={44}
      description={description ?? large}
      inputWrapperOrder={["label", "input", "description", "error"]}
      {...rest}
    />
  );
}
