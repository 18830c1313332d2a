"""Item names as sellers in Korea write them: a thing with words before and after it, with and without spaces."""

import random
from collections.abc import Iterable
from typing import NamedTuple

# words before, after and about a thing, with their frequencies
BEFORE = {
    "": 330,
    "중고": 210,
    "새상품": 120,
    "미개봉": 90,
    "급처": 70,
    "정품": 60,
    "빈티지": 40,
    "상태좋은": 40,
    "S급": 40,
}
AFTER = {
    "": 330,
    "팝니다": 210,
    "판매합니다": 140,
    "판매": 110,
    "급매": 60,
    "처분합니다": 60,
    "나눔가격": 50,
    "일괄": 40,
}
DETAIL = {
    "": 300, "13": 40, "14 프로": 40, "15 프로맥스": 30, "128기가": 60, "256GB": 50, "블랙": 70, "화이트": 60,
    "실버": 40, "풀박스": 60, "케이스 포함": 40, "충전기포함": 40, "한정판": 30, "L사이즈": 40, "270mm": 30,
    "2인용": 30, "세트": 60,
}  # fmt: skip
# the most common first
_THINGS = """
    아이폰 갤럭시 에어팟 맥북 아이패드 노트북 모니터 자전거 운동화 패딩 책상 의자 소파 냉장고 세탁기 에어컨 선풍기
    청소기 공기청정기 전자레인지 밥솥 텐트 캠핑의자 침낭 골프채 축구화 롱패딩 코트 청바지 원피스 가방 지갑 시계 반지
    목걸이 카메라 렌즈 삼각대 기타 피아노 키보드 마우스 그래픽카드 메모리 하드디스크 프린터 스피커 헤드폰 이어폰
    플레이스테이션
    닌텐도스위치 엑스박스 레고 피규어 포토카드 앨범 만화책 문제집 소설 동화책 유모차 카시트 아기침대 장난감 보행기
    강아지집 고양이타워 어항 화분 조명 커튼 이불 매트리스 침대 옷장 서랍장 거울 식탁 그릇세트 커피머신 전기포트 믹서기
    오븐 가스레인지 드라이기 고데기 향수 화장품 전동킥보드 스케이트보드 스노우보드 스키 등산화 배낭 낚싯대 런닝머신 아령
    요가매트 타이어 블랙박스 네비게이션 세차용품 공구세트 사다리 재봉틀
"""
THINGS = _THINGS.split()
# words that only one kind of item has, for the most expensive searches
RARE = "황동나침반"
CHEAP = "스티커"
ENDED = "폐업정리"


class Pool(NamedTuple):
    """Distinct names, by the kind of item."""

    any: list[str]
    rare: list[str]
    cheap: list[str]
    ended: list[str]

    @property
    def all(self) -> list[str]:
        """All names, always in the same order."""
        return [name for names in self for name in names]


def pool(size: int, seed: int = 1) -> Pool:
    """Return about `size` names, the same for the same seed."""
    chance = random.Random(seed)
    few = max(20, size // 50)
    return Pool(
        any=_distinct(_name(chance, _thing(chance)) for _ in range(size)),
        rare=_distinct(_name(chance, RARE) for _ in range(20)),
        cheap=_distinct(_name(chance, f"{_thing(chance)} {CHEAP}") for _ in range(few)),
        ended=_distinct(_name(chance, f"{ENDED} {_thing(chance)}") for _ in range(few)),
    )


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _thing(chance: random.Random) -> str:
    """Choose a thing; squaring the random number favours the front of the list."""
    return THINGS[int(chance.random() ** 2 * len(THINGS))]


def _name(chance: random.Random, thing: str) -> str:
    parts = [_one_of(chance, BEFORE), thing, _one_of(chance, DETAIL), _one_of(chance, AFTER)]
    between = " " if chance.random() < 0.6 else ""
    return between.join(part for part in parts if part)


def _one_of(chance: random.Random, words: dict[str, int]) -> str:
    return chance.choices(list(words), list(words.values()))[0]
