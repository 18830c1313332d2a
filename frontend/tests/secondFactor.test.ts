import { afterEach, describe, expect, it, vi } from "vitest";
import { Problem } from "~/api/problem";
import { askWith, withSecondFactor } from "~/api/secondFactor";
import { creationOf, requestOf, toBytes, toText } from "~/features/factors/credentials";

const needed = new Problem(403, { code: "second_factor_needed" });
let stop = () => {};
afterEach(() => stop());

/** An act that is refused until the second factor is shown. */
function guarded(answer: string) {
  return vi.fn<() => Promise<string>>().mockRejectedValueOnce(needed).mockResolvedValueOnce(answer);
}

describe("an act that needs the second factor", () => {
  it("is done again once it was shown, and not more often", async () => {
    stop = askWith(async () => true);
    const act = guarded("done");
    expect(await withSecondFactor(act)).toBe("done");
    expect(act).toHaveBeenCalledTimes(2);
    const refused = vi.fn(() => Promise.reject(needed));
    await expect(withSecondFactor(refused)).rejects.toBe(needed);
    expect(refused).toHaveBeenCalledTimes(2);
  });

  it("is refused when the question is closed, and where nothing asks", async () => {
    const act = guarded("done");
    stop = askWith(async () => false);
    await expect(withSecondFactor(act)).rejects.toBe(needed);
    expect(act).toHaveBeenCalledTimes(1);
    stop();
    await expect(withSecondFactor(guarded("done"))).rejects.toBe(needed);
  });

  it("asks once for all that wait", async () => {
    const ask = vi.fn(async () => true);
    stop = askWith(ask);
    expect(await Promise.all(["one", "two"].map((name) => withSecondFactor(guarded(name))))).toEqual(["one", "two"]);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it("asks about nothing else that is refused", async () => {
    const ask = vi.fn(async () => true);
    stop = askWith(ask);
    const other = new Problem(403, { code: "not_your_role" });
    await expect(withSecondFactor(() => Promise.reject(other))).rejects.toBe(other);
    expect(ask).not.toHaveBeenCalled();
  });
});

describe("what a passkey's options and answers say", () => {
  it("is base64url on the server's side", () => {
    const bytes = Uint8Array.from([251, 255, 0, 62]);
    expect(toText(bytes.buffer)).toBe("-_8APg");
    expect([...toBytes("-_8APg")]).toEqual([...bytes]);
  });

  it("keeps all other options", () => {
    const made = creationOf({ challenge: "AQ", user: { id: "Ag", name: "seller", displayName: "판매자" }, excludeCredentials: [{ id: "Aw", type: "public-key", transports: ["internal"] }], ...{ timeout: 60_000 } });
    expect([...(made.challenge as Uint8Array)]).toEqual([1]);
    expect([...(made.user.id as Uint8Array)]).toEqual([2]);
    expect(made.excludeCredentials).toEqual([{ id: toBytes("Aw"), type: "public-key", transports: ["internal"] }]);
    expect(made.timeout).toBe(60_000);
    expect(requestOf({ challenge: "AQ", allowCredentials: [{ id: "Aw", type: "public-key" }] }).allowCredentials).toEqual([{ id: toBytes("Aw"), type: "public-key" }]);
  });
});
