"""Sign-ups that should not pass: with weak passwords, invisible letters, and words that pass for the operator's."""

import random
from typing import Any

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from auction.users.names import BLANK, LOOKALIKES, NAMES, WORDS
from tests.proof.harness import Finding, Harness

GOOD = {"id": "newcomer", "password": "a long enough one", "phone": "010-1234-5678", "nickname": "새 얼굴"}
INVISIBLE = BLANK + "\u200b\u200d\u200f\u2028\u202e\u2060\u2066\ufeff\0\x1b\n"
COMMON = [password for password in FREQUENCY_LISTS["passwords"] if len(password) >= 8]


def weak_passwords(harness: Harness, tries: int) -> Finding:
    """Sign up with passwords that repeat, stand in a row, are common, or come from the id, nickname or phone."""
    chance = harness.chance("weak passwords")
    forms = [_with_weak_password(chance, number) for number in range(tries)]
    return _finding(harness, "sign-ups with a weak password", "password", forms)


def deceptive_names(harness: Harness, tries: int) -> Finding:
    """Sign up with an operator's word in other letters as id or nickname, or with an invisible letter."""
    chance = harness.chance("deceptive names")
    forms = [_with_deceptive_name(chance) for _ in range(tries)]
    return _finding(harness, "sign-ups with a deceptive name", "id nickname", forms)


def _with_weak_password(chance: random.Random, number: int) -> dict[str, str]:
    letter, digit = chance.choice("abcxyz가나다"), str(chance.randrange(10))
    form = GOOD | {
        "id": f"{chance.choice(('kim', 'lee', 'park'))}.someone{number}",
        "nickname": f"자전거 가게 {number}",
    }
    weak = (
        letter * chance.randrange(8, 100), f"{number % 10_000:04d}" * 2, chance.choice(COMMON),
        f"{chance.choice(COMMON)}{digit}", form["id"], form["id"].upper(), form["nickname"], f"someone{number}!",
        form["phone"], form["phone"].replace("-", ""), "abcdefgh"[: 8] + digit, "qwertyui" + digit, "ssgbay123",
    )  # fmt: skip
    return form | {"password": chance.choice(weak)}


def _with_deceptive_name(chance: random.Random) -> dict[str, str]:
    if chance.random() < 0.5:
        at = chance.randrange(1, len(GOOD["nickname"]))
        hidden = GOOD["nickname"][:at] + chance.choice(INVISIBLE) + GOOD["nickname"][at:]
        return GOOD | {"nickname": hidden}
    word = chance.choice([*NAMES, *WORDS])
    other = "".join(chance.choice([letter, *LOOKALIKES.get(letter, "")]) for letter in word)
    return GOOD | {"nickname": other + chance.choice(("", "7", " 입니다" if word in NAMES else ""))}


def _finding(harness: Harness, what: str, fields: str, forms: list[dict[str, str]]) -> Finding:
    accepted = [form for form in forms if not _is_refused(harness, form, fields)]
    figure = f"{what}: played {len(forms):,} times, {len(accepted)} succeeded"
    return Finding(figure, [f"accepted: {form}" for form in accepted])


def _is_refused(harness: Harness, form: dict[str, str], fields: str) -> bool:
    answer: Any = harness.site.open("/api/users", method="POST", json=form)
    return answer.status_code == 422 and all(fault["field"] in fields.split() for fault in answer.json["errors"])
