import createClient from "openapi-fetch";
import { estimateServerTime } from "~/connection/clock";
import { reportDown, reportUp, setProbe } from "~/connection/health";
import { language } from "~/text/language";
import { answerInPage } from "./pageAnswers";
import { Problem, Unreachable, isTransient } from "./problem";
import type { paths } from "./schema";
import { accessToken, end, keepToken, signedIn } from "./session";

type Answer<T> = { data?: T; error?: unknown; response: Response };

const plain = createClient<paths>({ fetch: (request) => send(request) });

/** The API client, typed by its OpenAPI document; an expired access token is renewed automatically. */
export const api = createClient<paths>({ fetch: authorized });

setProbe(() => plain.GET("/api/items", { params: { query: { limit: 1 } } }));

/** The data of an answer. Throws Problem for an error of the server, Unreachable when there was no answer. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch(broken);
  if (response.ok) return data as T;
  const body = error && typeof error === "object" ? error : {};
  throw new Problem(response.status, body, Number(response.headers.get("Retry-After") ?? 0));
}

/** An incomplete answer counts as no answer. */
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
  const known = answerInPage(request);
  if (known) return known;
  request.headers.set("Accept-Language", language());
  request.headers.set("X-Refresh", "cookie");
  try {
    const response = await fetch(request);
    if (response.status >= 502) reportDown();
    else reportUp();
    estimateServerTime(response.headers.get("Date"));
    return response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    reportDown();
    throw new Unreachable();
  }
}

let renewing: Promise<void> | null = null;

/** Trade the cookie for an access token, once for all requests that wait; signs out when the sign-in has ended. */
function renew(): Promise<void> {
  renewing ??= trade().finally(() => {
    renewing = null;
  });
  return renewing;
}

async function trade(): Promise<void> {
  try {
    keepToken((await unwrap(plain.POST("/api/token"))).accessToken);
  } catch (error) {
    // only a 401 signs out: a reload during the request must not
    if (!(error instanceof Problem && error.status === 401)) throw error;
    end();
  }
}

export async function signOut(): Promise<void> {
  await unwrap(plain.POST("/api/logout")).catch((error) => {
    if (isTransient(error)) throw error;
  });
  end();
}
