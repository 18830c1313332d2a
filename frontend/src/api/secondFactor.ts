import { Problem } from "./problem";

/** Asks the reader for the second factor; false when they close the question. */
type Ask = () => Promise<boolean>;

let ask: Ask | undefined;
let asking: Promise<boolean> | undefined;

/** Let this ask for the second factor, until the function that is returned is called. */
export function askWith(question: Ask): () => void {
  ask = question;
  return () => {
    if (ask === question) ask = undefined;
  };
}

/** Do an act. If the server wants the second factor first, ask for it, once for all acts that wait, and do the act again. */
export async function withSecondFactor<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isNeeded(error) || !ask) throw error;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    if (!(await asking)) throw error;
    return act();
  }
}

function isNeeded(error: unknown): boolean {
  return error instanceof Problem && error.code === "second_factor_needed";
}
