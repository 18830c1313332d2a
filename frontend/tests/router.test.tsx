import { screen, waitFor } from "@testing-library/dom";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Link } from "~/router/Link";
import { destination, navigate, prepareWith, useLocation, useSearchParams } from "~/router/place";
import { useScrollRestoration } from "~/router/scroll";
import { cleanup, draw } from "./draw";

function Site() {
  useScrollRestoration();
  const { pathname, state } = useLocation();
  const [params, setParams] = useSearchParams();
  return (
    <>
      <h1>{pathname}</h1>
      <p>{params.get("q")}{String(state ?? "")}</p>
      <Link to="/next" state="kept">next</Link>
      <button type="button" onClick={() => setParams(() => new URLSearchParams({ q: "chair" }), { replace: true })}>filter</button>
    </>
  );
}

const title = () => screen.getByRole("heading").textContent;
const depth = () => (history.state as { idx: number }).idx;
const press = (name: string) => act(() => screen.getByText(name).click());
const scrolledTo = vi.fn();

beforeEach(async () => {
  vi.stubGlobal("scrollTo", scrolledTo);
  await navigate("/", { replace: true });
  draw(<Site />);
});
afterEach(() => {
  prepareWith(() => undefined);
  cleanup();
});

describe("going to another page", () => {
  it("adds an entry with its state, and none when the same link is followed again", async () => {
    const before = depth();
    await press("next");
    expect([title(), depth()]).toEqual(["/next", before + 1]);
    await press("next");
    expect(depth()).toBe(before + 1);
    expect(screen.getByText("kept")).toBeTruthy();
  });

  it("leaves a click with a key held down to the browser", () => {
    const click = new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: true });
    addEventListener("click", (event) => event.preventDefault(), { once: true });
    screen.getByText("next").dispatchEvent(click);
    expect(title()).toBe("/");
  });

  it("keeps the old page until the parts of the new one are there", async () => {
    let loaded = () => {};
    prepareWith(() => new Promise((resolve) => { loaded = resolve; }));
    await press("next");
    expect([title(), location.pathname, destination()]).toEqual(["/", "/", "/next"]);
    await act(async () => loaded());
    expect([title(), location.pathname, destination()]).toEqual(["/next", "/next", undefined]);
  });

  it("goes where the reader chose last, whatever is loaded first", async () => {
    const loads: (() => void)[] = [];
    prepareWith(() => new Promise((resolve) => { loads.push(resolve); }));
    void navigate("/slow");
    const second = navigate("/quick");
    loads[1]?.();
    await second;
    loads[0]?.();
    await waitFor(() => expect(title()).toBe("/quick"));
  });

  it("changes the parameters of the address without another entry", async () => {
    const before = depth();
    await press("filter");
    expect(location.search).toBe("?q=chair");
    expect(screen.getByText("chair")).toBeTruthy();
    expect(depth()).toBe(before);
  });
});

describe("the scroll position", () => {
  const scroll = (to: number) => {
    Object.assign(window, { scrollY: to });
    dispatchEvent(new Event("scroll"));
  };

  it("is that of the entry on the way back, and the top on a new page", async () => {
    scroll(400);
    await press("next");
    expect(scrolledTo).toHaveBeenLastCalledWith(0, 0);
    await act(() => history.back());
    await waitFor(() => expect(scrolledTo).toHaveBeenLastCalledWith(0, 400));
  });

  it("stays where a navigation says so", async () => {
    scroll(250);
    await act(() => navigate("/", { replace: true, preventScrollReset: true }));
    expect(scrolledTo).toHaveBeenLastCalledWith(0, 250);
  });
});
