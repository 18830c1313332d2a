import { beforeAll, describe, expect, it } from "vitest";
import { checked } from "~/features/users/signUpChecks";
import { startTexts, t } from "~/text/i18n";
import { language, preferred } from "~/text/language";

beforeAll(startTexts);

const GOOD = { id: "haneul", password: "a long phrase", nickname: "하늘", phone: "010-1234-5678", terms: true, privacy: true };

function fault(field: keyof typeof GOOD, typed: string): string | undefined {
  return checked(t).safeParse({ ...GOOD, [field]: typed }).error?.issues[0]?.message;
}

describe("what is wrong with a sign-up", () => {
  it("is nothing where all is well", () => {
    expect(checked(t).safeParse(GOOD).success).toBe(true);
    expect(fault("phone", "+82 10 1234 5678")).toBeUndefined();
    expect(fault("phone", "02-123-4567")).toBeUndefined();
  });

  it("is said of the id: a capital, a letter, a space, or how short it is", () => {
    expect(fault("id", "Haneul")).toBe("‘H’ 대신 소문자를 써 주세요.");
    expect(fault("id", "하늘하늘")).toContain("‘하’");
    expect(fault("id", "ha neul")).toBe("빈칸은 쓸 수 없어요.");
    expect(fault("id", "abc")).toBe("지금 3자예요. 4자 이상이어야 해요.");
    expect(fault("id", "")).toBe("아이디를 적어 주세요.");
  });

  it("is said of the password by its length", () => {
    expect(fault("password", "12345")).toBe("지금 5자예요. 8자 이상이어야 해요.");
    expect(fault("password", "x".repeat(129))).toBe("128자까지 쓸 수 있어요.");
  });

  it("is said of the phone number: letters, its start, too few digits or too many", () => {
    expect(fault("phone", "공일공")).toBe("숫자만 적어 주세요. 예: 010-1234-5678");
    expect(fault("phone", "10-1234-5678")).toContain("0이나 +82로");
    expect(fault("phone", "010-123")).toContain("6개뿐이에요");
    expect(fault("phone", "010-1234-56789")).toContain("12개예요");
  });
});

describe("the language of a first visit", () => {
  it("is the first one of the browser's that the page has", () => {
    expect(preferred(["ko-KR", "en-US"])).toBe("ko");
    expect(preferred(["ja-JP", "en-US", "ko"])).toBe("en");
    expect(preferred(["fr", "KO"])).toBe("ko");
  });

  it("is English for a browser that reads neither", () => {
    expect(preferred(["fr-FR"])).toBe("en");
    expect(preferred([])).toBe("en");
  });

  it("gives way to the one that was chosen", () => {
    localStorage.setItem("ssgbay.language", "en");
    expect(language()).toBe("en");
    localStorage.clear();
  });
});
