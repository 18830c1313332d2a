import type { components } from "./schema";

type Body = components["schemas"]["Problem"];

/** An error that the server answered, in the reader's language. */
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

/** What is wrong with one field of a request, if it failed and the server named that field. */
export function faultOf(error: unknown, field: string): string | undefined {
  return error instanceof Problem ? error.field(field) : undefined;
}

/** There was no answer: no network, or no server. */
export class Unreachable extends Error {}

/** Whether the same request may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof Problem && error.status >= 502);
}

/** Whether it is unknown that the request had its effect. */
export function isOutcomeUnknown(error: unknown): boolean {
  return isTransient(error) || (error instanceof Problem && error.code === "idempotency_key_in_flight");
}
