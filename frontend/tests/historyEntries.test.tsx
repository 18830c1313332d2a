import { screen, waitFor } from "@testing-library/dom";
import { act } from "preact/test-utils";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closedOnTop, useHistoryEntry, useLeaveClosed } from "~/parts/historyEntries";
import { navigate, useLocation } from "~/router/place";
import { cleanup, draw } from "./draw";

function Site() {
  useLeaveClosed();
  return useLocation().pathname === "/other" ? <p>other page</p> : <Page />;
}

function Dialog({ name, open, onClose }: { name: string; open: boolean; onClose: () => void }) {
  useHistoryEntry(open, onClose);
  return open ? <p>{name}</p> : null;
}

function Page() {
  const [sheet, setSheet] = useState(false);
  const [question, setQuestion] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setSheet(true)}>open sheet</button>
      <button type="button" onClick={() => setQuestion(true)}>open question</button>
      <button type="button" onClick={() => { setQuestion(false); setSheet(false); }}>done</button>
      <button type="button" onClick={() => void navigate("/other", { replace: true })}>go on</button>
      <Dialog name="sheet" open={sheet} onClose={() => setSheet(false)} />
      <Dialog name="question" open={question} onClose={() => setQuestion(false)} />
    </>
  );
}

const press = (name: string) => act(() => screen.getByText(name).click());
const depth = () => (history.state as { idx: number }).idx;
const back = () => act(() => history.back());

beforeEach(() => {
  draw(<Site />);
});
afterEach(cleanup);

async function openBoth() {
  press("open sheet");
  await waitFor(() => expect(depth()).toBe(1));
  press("open question");
  await waitFor(() => expect(depth()).toBe(2));
}

describe("dialogs in the browser's history", () => {
  it("are closed one by one by Back, the top one first", async () => {
    await openBoth();
    back();
    await waitFor(() => expect(screen.queryByText("question")).toBeNull());
    expect(screen.queryByText("sheet")).not.toBeNull();
    back();
    await waitFor(() => expect(screen.queryByText("sheet")).toBeNull());
    expect(location.pathname).toBe("/");
  });

  it("take their entries with them when buttons close them", async () => {
    await openBoth();
    press("done");
    await waitFor(() => expect(depth()).toBe(0));
    expect(screen.queryByText("sheet")).toBeNull();
  });

  it("give their entry to the page that follows", async () => {
    press("open sheet");
    await waitFor(() => expect(depth()).toBe(1));
    press("go on");
    await screen.findByText("other page");
    back();
    await screen.findByText("open sheet");
    expect(screen.queryByText("sheet")).toBeNull();
  });

  it("leave no entry that nobody claims, as after a reload", () => {
    expect(closedOnTop(["a", "b"], () => false)).toBe(2);
    expect(closedOnTop(["a", "b"], (key) => key === "a")).toBe(1);
    expect(closedOnTop(["a", "b"], (key) => key === "b")).toBe(0);
  });
});
