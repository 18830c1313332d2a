import type { TFunction } from "i18next";
import { z } from "zod";

/** Checks before the form is sent; the server checks everything again. */
export function checked(t: TFunction) {
  return z.object({
    id: z.string().regex(/^[a-z0-9._-]{4,50}$/, t("user.idRule")),
    password: z.string().min(8, t("user.passwordRule")).max(128),
    nickname: z.string().trim().min(1, t("user.nicknameNeeded")).max(50),
    phone: z.string().refine((text) => /^(\+?82|0)\d{8,10}$/.test(text.replace(/[\s.-]/g, "")), t("user.phoneRule")),
  });
}
