import createClient from "openapi-fetch";
import { serverTime } from "~/live/clock";
import { answered, askBy, silent } from "~/live/health";
import { language } from "~/text/language";
import { Problem, Unreachable, passes } from "./problem";
import type { paths } from "./schema";
import { accessToken, end, keepToken, signedIn } from "./session";

type Answer<T> = { data?: T; error?: unknown; response: Response };

const plain = createClient<paths>({ fetch: (request) => send(request) });

/** Our API, typed by its own contract; a stale access token is renewed unseen. */
export const api = createClient<paths>({ fetch: authorized });

askBy(() => plain.GET("/api/items", { params: { query: { limit: 1 } } }));

/** What was answered. Throws Problem for a no of the server, Unreachable when nobody answered. */
export async function asked<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch(broken);
  if (response.ok) return data as T;
  const body = error && typeof error === "object" ? error : {};
  throw new Problem(response.status, body, Number(response.headers.get("Retry-After") ?? 0));
}

/** An answer that broke off half-way tells as little as none. */
function broken(error: unknown): never {
  if (error instanceof Unreachable || (error instanceof DOMException && error.name === "AbortError")) throw error;
  throw new Unreachable();
}

async function authorized(request: Request): Promise<Response> {
  const again = request.clone();
  if (signedIn() && !accessToken()) await renew();
  const response = await send(withToken(request));
  if (response.status !== 401 || !accessToken()) return response;
  keepToken("");
  await renew();
  return send(withToken(again));
}

function withToken(request: Request): Request {
  if (accessToken()) request.headers.set("Authorization", `Bearer ${accessToken()}`);
  return request;
}

async function send(request: Request): Promise<Response> {
  request.headers.set("Accept-Language", language());
  request.headers.set("X-Refresh", "cookie");
  try {
    const response = await fetch(request);
    if (response.status >= 502) silent();
    else answered();
    serverTime(response.headers.get("Date"));
    return response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    silent();
    throw new Unreachable();
  }
}

let renewing: Promise<void> | null = null;

/** Trade the cookie for an access token, once for all who wait. A sign-in that has ended leaves a stranger. */
function renew(): Promise<void> {
  renewing ??= trade().finally(() => {
    renewing = null;
  });
  return renewing;
}

async function trade(): Promise<void> {
  try {
    keepToken((await asked(plain.POST("/api/token"))).accessToken);
  } catch (error) {
    // only a clear no: a reload in the middle of the answer must sign nobody out
    if (!(error instanceof Problem && error.status === 401)) throw error;
    end();
  }
}

export async function signOut(): Promise<void> {
  await asked(plain.POST("/api/logout")).catch((error) => {
    if (passes(error)) throw error;
  });
  end();
}
