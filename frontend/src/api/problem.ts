import type { components } from "./schema";

type Body = components["schemas"]["Problem"];

/** A clear no of the server, already in the reader's language. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly body: Partial<Body>,
    readonly retryAfter = 0,
  ) {
    super(body.title ?? String(status));
  }

  get code(): string {
    return this.body.code ?? "";
  }

  get words(): string {
    return [this.body.title, this.body.detail].filter(Boolean).join(". ");
  }

  /** What is wrong with one field, if the server named it. */
  field(name: string): string | undefined {
    return this.body.errors?.find((error) => error.field === name)?.message;
  }
}

/** Nobody answered: no network, or no server. */
export class Unreachable extends Error {}

/** Would the same request, a moment later, perhaps go well? */
export function passes(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof Problem && error.status >= 502);
}

/** Can it not be told whether the request had its effect? */
export function unknownOutcome(error: unknown): boolean {
  return passes(error) || (error instanceof Problem && error.code === "idempotency_key_in_flight");
}
