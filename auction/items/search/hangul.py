"""Hangul syllables and their letters: initials, and the syllables that differ from one in a single letter."""

FIRST, LAST = "가", "힣"
# a syllable is (initial * 21 + vowel) * 28 + final, counted from the first one
VOWELS, FINALS = 21, 28
PER_INITIAL = VOWELS * FINALS
# as NFKC writes a consonant that stands alone
INITIALS = "".join(map(chr, range(0x1100, 0x1113)))
# the same, as keyboards write them
TYPED_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
# vowels that sound or look alike, by their number: ㅐㅔ ㅒㅖ ㅙㅚㅞ ㅗㅜ ㅓㅏ ㅡㅜ ㅢㅣ
ALIKE = ((1, 5), (3, 7), (10, 11, 15), (8, 13), (4, 0), (18, 13), (19, 20))


def is_syllable(letter: str) -> bool:
    """Whether the letter is a whole Hangul syllable."""
    return FIRST <= letter <= LAST


def initial(letter: str) -> str:
    """Return the initial consonant of a syllable; any other letter as it is."""
    return INITIALS[(ord(letter) - ord(FIRST)) // PER_INITIAL] if is_syllable(letter) else letter


def syllables_with(consonant: str) -> str:
    """Return, for a regular expression, the class of everything that begins with this initial."""
    number = INITIALS.index(consonant)
    first = ord(FIRST) + number * PER_INITIAL
    return f"[{consonant}{TYPED_INITIALS[number]}{chr(first)}-{chr(first + PER_INITIAL - 1)}]"


def one_letter_off(syllable: str) -> list[str]:
    """Return the syllables that differ in one letter, those first whose vowel sounds alike."""
    place = ord(syllable) - ord(FIRST)
    first, vowel, final = place // PER_INITIAL, place // FINALS % VOWELS, place % FINALS
    alike = [other for group in ALIKE if vowel in group for other in group if other != vowel]
    vowels = dict.fromkeys([*alike, *range(VOWELS)])
    found = [(first, other, final) for other in vowels if other != vowel]
    found += [(first, vowel, other) for other in range(FINALS) if other != final]
    found += [(other, vowel, final) for other in range(len(INITIALS)) if other != first]
    return [chr(ord(FIRST) + (a * VOWELS + b) * FINALS + c) for a, b, c in found]
