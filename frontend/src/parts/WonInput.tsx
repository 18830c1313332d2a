import { TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "~/text/i18n";
import { grouped, readWon, spoken } from "~/text/won";
import classes from "./WonInput.module.css";

type Props = Omit<TextInputProps, "value" | "onChange"> & { value: number | null; onChange: (won: number | null) => void };

/** An amount in won, as it is typed: 50000, 5만, 7만 5천. Its value is NaN while the text is not an amount. */
export function WonInput({ value, onChange, description, error, ...rest }: Props) {
  const { t, language } = useTranslation();
  const [typed, setTyped] = useState("");
  // what was typed stays as it is while it is this value
  const text = Object.is(valueOf(typed), value) ? typed : value ? grouped(value) : "";
  const { fault } = readWon(text);
  const echo = value && (value >= 10_000 || /\D/.test(text.replaceAll(",", ""))) ? spoken(value) : undefined;
  const change = (fresh: string) => {
    const { won } = readWon(fresh);
    setTyped(won !== null && /^[\d,]+$/.test(fresh.normalize("NFKC")) ? grouped(won) : fresh);
    onChange(valueOf(fresh));
  };
  return (
    <TextInput
      inputMode="numeric"
      autoComplete="off"
      maxLength={30}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      rightSection={
        <span className={classes.unit}>
          {language === "ko" && /^[1-9][\d,]{0,4}$/.test(text) && (
            <button type="button" className={classes.man} aria-label={t("money.addMan")} onClick={() => change(`${text}만`)}>{t("money.man")}</button>
          )}
          <span className="dim small">{t("won")}</span>
        </span>
      }
      rightSectionWidth={84}
      description={echo ? <>{description} <b className="number">{echo}</b></> : description}
      inputWrapperOrder={["label", "input", "description", "error"]}
      error={fault ? t(`money.${fault}`) : error}
      {...rest}
    />
  );
}

function valueOf(text: string): number | null {
  const { won, fault } = readWon(text);
  return fault ? Number.NaN : won;
}
