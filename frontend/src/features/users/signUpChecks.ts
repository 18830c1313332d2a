import { z } from "zod";
import type { Translate } from "~/text/i18n";

/** Checks before the form is sent, each with what is wrong with what was typed; the server checks everything again. */
export function checked(t: Translate) {
  const text = (fault: (typed: string) => string | undefined) =>
    z.string().superRefine((typed, context) => {
      const message = fault(typed);
      if (message) context.addIssue({ code: "custom", message });
    });
  return z.object({
    id: text((typed) => idFault(typed, t)),
    password: text((typed) => passwordFault(typed, t)),
    nickname: z.string().trim().min(1, t("user.nicknameNeeded")).max(50, t("signUp.long", { most: 50 })),
    phone: text((typed) => phoneFault(typed, t)),
    terms: z.boolean().refine(Boolean, t("legal.needed")),
    privacy: z.boolean().refine(Boolean, t("legal.needed")),
  });
}

function idFault(typed: string, t: Translate): string | undefined {
  const wrong = /[^a-z0-9._-]/u.exec(typed)?.[0];
  if (!typed) return t("signUp.idNeeded");
  if (wrong && /[A-Z]/.test(wrong)) return t("signUp.idCapital", { letter: wrong });
  if (wrong) return wrong.trim() ? t("signUp.idLetter", { letter: wrong }) : t("signUp.idSpace");
  if (typed.length < 4) return t("signUp.short", { count: typed.length, least: 4 });
  return typed.length > 50 ? t("signUp.long", { most: 50 }) : undefined;
}

function passwordFault(typed: string, t: Translate): string | undefined {
  if (!typed) return t("signUp.passwordNeeded");
  if (typed.length < 8) return t("signUp.short", { count: typed.length, least: 8 });
  return typed.length > 128 ? t("signUp.long", { most: 128 }) : undefined;
}

function phoneFault(typed: string, t: Translate): string | undefined {
  const number = typed.replace(/[\s().-]/g, "");
  const digits = number.replace(/^\+?82/, "0");
  if (!number) return t("signUp.phoneNeeded");
  if (/[^\d]/.test(digits)) return t("signUp.phoneLetters");
  if (!digits.startsWith("0")) return t("signUp.phoneStart");
  if (digits.length < 9) return t("signUp.phoneShort", { count: digits.length });
  return digits.length > 11 ? t("signUp.phoneLong", { count: digits.length }) : undefined;
}
