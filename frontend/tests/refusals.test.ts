import { describe, expect, it } from "vitest";
import { Problem } from "~/api/problem";
import { isHeic, sorted } from "~/parts/photos";
import { refusedPhoto, rememberSent } from "~/features/items/refusals";

const file = (name: string, type = "image/jpeg") => new File(["x"], name, { type });
const refusal = (photo: number) => new Problem(415, { title: "no", photo } as never);

describe("a refused photo", () => {
  it("is named by its place, wherever it has moved, and forgotten when it is removed", () => {
    const [a, b, c] = [file("a"), file("b"), file("c")];
    const error = refusal(2);
    rememberSent(error, [a, b, c]);
    expect(refusedPhoto(error, [c, b, a])?.shot).toBe(b);
    expect(refusedPhoto(error, [a, c])).toBeUndefined();
  });

  it("is counted among those that were uploaded", () => {
    const there = { url: "/resources/a.webp", thumbnailUrl: "/resources/a_t.webp", width: 1, height: 1 };
    const fresh = file("b");
    const error = refusal(1);
    rememberSent(error, [fresh]);
    expect(refusedPhoto(error, [there, fresh])?.shot).toBe(fresh);
  });
});

describe("HEIC", () => {
  it("is distinguished from other files that are no photos", () => {
    expect(isHeic(file("IMG_1.HEIC", ""))).toBe(true);
    expect(sorted([file("a.heic", "image/heic"), file("b.jpg")], 0)).toMatchObject({ good: { length: 1 }, wrong: "heic" });
    expect(sorted([file("a.pdf", "application/pdf")], 0).wrong).toBe("kind");
  });
});
