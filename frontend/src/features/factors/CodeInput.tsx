import { TextInput } from "@mantine/core";

const DIGITS = 6;

export function isWhole(code: string): boolean {
  return code.length === DIGITS;
}

type Props = { label: string; value: string; error?: string; onChange: (code: string) => void };

/** The field for the six digits that an authenticator app shows. */
export function CodeInput({ onChange, ...rest }: Props) {
  return <TextInput {...rest} data-autofocus inputMode="numeric" autoComplete="one-time-code" onChange={(event) => onChange(event.currentTarget.value.replace(/\D/g, "").slice(0, DIGITS))} />;
}
