import classes from "./Avatar.module.css";

/** The first letter of a user's name in a circle, coloured by the id. */
export function Avatar({ id, name, size = "m" }: { id: string; name: string; size?: "m" | "l" }) {
  const colour = [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 5;
  return (
    <span className={classes.face} data-colour={colour} data-size={size} aria-hidden="true">
      {[...name][0]?.toUpperCase()}
    </span>
  );
}
