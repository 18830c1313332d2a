import classes from "./Avatar.module.css";

/** A round letter in a colour of its own, since nobody uploads a portrait. */
export function Avatar({ id, name, size = "m" }: { id: string; name: string; size?: "m" | "l" }) {
  const colour = [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 5;
  return (
    <span className={classes.face} data-colour={colour} data-size={size} aria-hidden="true">
      {[...name][0]?.toUpperCase()}
    </span>
  );
}
