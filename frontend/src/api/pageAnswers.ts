/** Answers that the server put into the page's HTML, by their addresses. */
const block = document.getElementById("answers")?.textContent;
const answers = new Map<string, unknown>(isFresh() && block ? Object.entries(JSON.parse(block)) : []);

/** Whether the page brought an answer to this request, so that it need not be waited for. */
export function isInPage(path: string): boolean {
  return answers.has(path);
}

/** The answer to this request that came with the page; only once, so that a later request goes to the server. */
export function answerInPage({ method, url, headers }: Request): Response | undefined {
  const { pathname, search } = new URL(url);
  const answer = answers.get(pathname + search);
  if (method !== "GET" || !answer) return undefined;
  answers.delete(pathname + search);
  // the answer to a signed-in user has more in it
  return headers.has("Authorization") ? undefined : Response.json(answer);
}

/** Back and Forward may bring the HTML of an earlier time, with its old prices and clock. */
function isFresh(): boolean {
  const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return visit?.type !== "back_forward";
}
