import { useId } from "react";
import classes from "./Choice.module.css";

export type Choices = [value: string, title: string, text: string][];

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  choices: Choices;
};

/** A choice of a few options, each with an explanation. */
export function Choice({ label, value, onChange, choices }: Props) {
  const name = useId();
  return (
    <fieldset className={classes.set}>
      <legend className="unseen">{label}</legend>
      {choices.map(([own, title, text]) => (
        <label key={own} className={classes.choice} data-on={own === value || undefined}>
          <input type="radio" name={name} value={own} checked={own === value} onChange={() => onChange(own)} />
          <span>
            <b>{title}</b>
            <span className="dim small">{text}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
