"""The languages that reports, explanations and pages speak, and the Korean of the first two.

An English sentence stands where it is said, and is the key to the Korean one here. A cause of a
wrong number, such as "{op} is not applied in {place}", becomes a whole sentence in Korean, so
that "…면" can follow it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from autograd.errors import AutogradError

Spoken = TypeVar("Spoken")
Say = Callable[[str], str]

KOREAN = {
    # The report on a learner's numbers
    "what": "항목",
    "yours": "적은 값",
    "correct": "정답",
    "✓ right": "✓ 맞음",
    "✗ wrong": "✗ 틀림",
    "→ follows from the wrong one": "→ 틀린 값에서 이어짐",
    "? too few digits": "? 자릿수 부족",
    "All {count} numbers are right.": "{count}개 값이 모두 맞았습니다.",
    "The number is right.": "값이 맞았습니다.",
    "The number is not right.": "값이 틀렸습니다.",
    "{count} of {every} numbers are right.": "{every}개 값 중 {count}개가 맞았습니다.",
    "{count} of {every} numbers is right.": "{every}개 값 중 {count}개가 맞았습니다.",
    "None of {every} numbers is right.": "{every}개 값 중 맞은 것이 없습니다.",
    "Still to do: {names}.": "아직 구하지 않은 값: {names}.",
    "Too few digits to tell: {what}; {note}.": "자릿수가 적어 판정할 수 없는 값: {what}. {note}.",
    "The first wrong one is {what}: yours is {yours}, correct is {correct}.": (
        "처음으로 틀린 값은 {what}입니다. 적은 값은 {yours}, 정답은 {correct}입니다."
    ),
    "Also wrong, and not because of that: {what}: yours is {yours}, correct is {correct}.": (
        "그것과 관계없이 또 틀린 값은 {what}입니다. 적은 값은 {yours}, 정답은 {correct}입니다."
    ),
    "It is what comes out if {cause}.": "{cause}면 나오는 값입니다.",
    "It is what comes out if {cause},": "{cause}면 나오는 값입니다.",
    "or if {cause}.": "또는 {cause}면 나오는 값입니다.",
    "or if {cause},": "또는 {cause}면 나오는 값입니다.",
    " or ": " 또는 ",
    "½, that is 0.5": "½, 곧 0.5",
    # What else there is to say about a number
    "write at least 1 decimal": "소수점 아래 한 자리 이상 적어 주세요",
    "write at least {count} decimals": "소수점 아래 {count}자리 이상 적어 주세요",
    "this is the weight before the update, {advice}": "갱신 전의 가중치와 같으니 {advice}",
    "this is the value before the update, {advice}": "갱신 전의 값과 같으니 {advice}",
    "A 0 does not tell by which mistake it came about.": (
        "0만으로는 어떤 실수에서 나왔는지 알 수 없습니다."
    ),
    "It is close to the right number: by a number rounded on the way, perhaps.": (
        "정답에 가깝습니다. 중간에 반올림한 값이 있었을지도 모릅니다."
    ),
    "It has too few digits to tell by which mistake it came about.": (
        "자릿수가 적어 어떤 실수에서 나왔는지 알 수 없습니다."
    ),
    "None of the usual mistakes gives this number.": "이 값이 나올 만한 흔한 실수가 없습니다.",
    "Weights that were updated too early could not be tried: tell which weights are updated, and "
    "the learning rate.": (
        "가중치를 너무 일찍 갱신했는지는 알 수 없었습니다. 갱신할 가중치와 학습률을 알려 주세요."
    ),
    "If more weights are updated than these numbers name, name them all.": (
        "여기에 없는 가중치도 갱신한다면 모두 알려 주세요."
    ),
    # Causes: signs
    "the sign is turned round": "부호를 반대로 썼다",
    "the sign is wrong: the minus is lost in {place}": "{place}에서 음의 부호를 빠뜨렸다",
    "the sign is wrong: the minus of a number is lost, {place}": (
        "음수({place})의 부호를 빠뜨렸다"
    ),
    "the sign is wrong: the minus of a factor is lost, {place}": (
        "음수인 인수({place})의 부호를 빠뜨렸다"
    ),
    "the sign is wrong: a minus is lost in the derivative of {place}": (
        "{place}의 미분에서 음의 부호를 빠뜨렸다"
    ),
    "the difference is taken the other way round: {place}": "뺄셈({place})의 순서를 바꾸었다",
    # Causes: something left out
    "a term is left out: {place}": "항({place})을 빠뜨렸다",
    "a factor is left out: {place}": "인수({place})를 빠뜨렸다",
    "constant factors are left out together: {place}": "상수 인수({place})를 함께 빠뜨렸다",
    "the divisor is left out in {place}": "{place}에서 나누는 수를 빠뜨렸다",
    "the mean is not divided by {count} in {place}": (
        "{place}의 평균을 구하면서 개수({count})로 나누지 않았다"
    ),
    "{op} is not applied in {place}": "{place}에서 {op} 함수를 적용하지 않았다",
    "the exponent {second} is forgotten in {place}": "{place}에서 지수({second})를 빠뜨렸다",
    "the exponent {second} is not brought down as a factor in {place}": (
        "{place}의 미분에서 지수({second})를 앞에 곱하지 않았다"
    ),
    "the derivative of {op} is left out at {place}": "{place}에서 {op}의 미분을 빠뜨렸다",
    "a path is left out of the sum: the one through {place}": (
        "기울기의 합에서 {place} 쪽 경로를 빠뜨렸다"
    ),
    "{name} is left out where it is used in {place}": (
        "{place}에 직접 쓰인 {name}의 몫을 빠뜨렸다"
    ),
    "one of the places where {place} is used is left out": (
        "{place}의 값이 쓰인 자리 가운데 하나를 빠뜨렸다"
    ),
    "the chain rule stops too early, at {place}": "연쇄 법칙을 {place}에서 너무 일찍 멈추었다",
    "the chain rule starts too late, with {place}": "연쇄 법칙을 {place}부터 너무 늦게 시작했다",
    # Causes: the wrong operation
    "the numbers are added instead of multiplied in {place}": "{place}에서 곱하지 않고 더했다",
    "the numbers are multiplied instead of added in {place}": "{place}에서 더하지 않고 곱했다",
    "the numbers are multiplied instead of divided in {place}": "{place}에서 나누지 않고 곱했다",
    "the division is done the other way round in {place}": "{place}에서 나눗셈의 순서를 바꾸었다",
    "+ and − are exchanged in {place}": "{place}에서 덧셈과 뺄셈을 바꾸어 계산했다",
    "the base is multiplied by {second}, not raised to it, in {place}": (
        "{place}에서 거듭제곱하지 않고 지수({second})를 곱했다"
    ),
    "the logarithm to base 10 is taken in {place}": "{place}에서 자연로그 대신 상용로그를 썼다",
    "the angle is taken in degrees in {place}": (
        "{place}에서 각도를 라디안이 아니라 도(°) 단위로 계산했다"
    ),
    # Causes: activation functions, and rules of differentiation
    "{op} is taken of minus the input in {place}": "{place}에서 {op} 입력의 부호를 바꾸었다",
    "{other} is used instead of {op} in {place}": "{place}에서 {op} 대신 {other} 함수를 썼다",
    "the derivative of {op} is given instead of {op} in {place}": (
        "{place}에서 {op} 값 대신 {op}의 미분을 적었다"
    ),
    "{op} itself is taken as its derivative at {place}": (
        "{place}에서 {op}의 미분 대신 {op} 값을 그대로 썼다"
    ),
    "1 − {op} is taken as the derivative of {op} at {place}": (
        "{place}에서 {op}의 미분으로 1 − {op} 값을 썼다"
    ),
    "the derivative of {op} is taken at the input, not the output, of {place}": (
        "{place}에서 {op}의 미분에 출력값이 아닌 입력값을 넣었다"
    ),
    "the derivative of {op} is taken at the output, not the input, of {place}": (
        "{place}에서 {op}의 미분에 입력값이 아닌 출력값을 넣었다"
    ),
    "the rule of {other} is used for {op} at {place}": (
        "{place}에서 {op}의 미분에 {other}의 규칙을 썼다"
    ),
    "the wrong factor is taken as the derivative of the product {place}": (
        "곱 {place}의 미분에 잘못된 인수를 썼다"
    ),
    "the exponent {second} is not lowered by 1 in the derivative of {place}": (
        "{place}의 미분에서 지수({second})를 1만큼 낮추지 않았다"
    ),
    "the divisor is not squared in the derivative of {place}": (
        "{place}의 미분에서 나누는 수를 제곱하지 않았다"
    ),
    # Causes: the update
    "the step is added instead of subtracted": "학습률 × 기울기를 빼지 않고 더했다",
    "the learning rate is left out": "학습률을 곱하지 않았다",
    "the weight is not updated": "가중치를 갱신하지 않았다",
    "no weight is updated": "가중치를 하나도 갱신하지 않았다",
    "a weight is not updated: {place}": "가중치 하나({place})를 갱신하지 않았다",
    "only the step is given: − rate × gradient": "바뀌는 양(−학습률 × 기울기)만 적었다",
    "only the step is given: rate × gradient": "바뀌는 양(학습률 × 기울기)만 적었다",
    "the gradient is given, not the updated weight": "갱신한 가중치가 아니라 기울기를 적었다",
    "the hidden gradients are computed with the already-updated output weights (all gradients "
    "belong to the old weights: update them together at the end)": (
        "모든 기울기를 이전 가중치로 구한 뒤 한꺼번에 갱신해야 하는데, 이미 갱신한 출력 가중치로 "
        "은닉층의 기울기를 계산했다"
    ),
    # Causes: another number, or the right one written wrongly
    "the value is given where the gradient is asked for": "기울기를 적을 곳에 값을 적었다",
    "it is taken for another: it is {place}": "다른 값({place})과 혼동했다",
    "the decimal point is in the wrong place": "소수점의 위치가 틀렸다",
    "it is given in percent, a hundred times as large": "백 배인 백분율로 적었다",
    "the right number is doubled": "정답의 두 배를 적었다",
    "the right number is halved": "정답의 절반을 적었다",
    "the further digits are cut off instead of rounded": "뒷자리를 반올림하지 않고 버렸다",
    "numbers on the way are rounded too early: to 1 decimal": (
        "중간 값을 소수점 아래 한 자리로 너무 일찍 반올림했다"
    ),
    "numbers on the way are rounded too early: to {count} decimals": (
        "중간 값을 소수점 아래 {count}자리로 너무 일찍 반올림했다"
    ),
    # The worked example beside its hand-computed numbers
    "number": "값",
    "by hand": "손으로",
    "computed": "계산 결과",
    "": "",
    "Forward pass": "순전파",
    "Backward pass": "역전파",
    "Updated weights": "갱신한 가중치",
    "Forward pass again": "다시 순전파",
    # Explanations
    "{} was not computed from {}.": "{} 값은 {}에서 계산되지 않았습니다.",
    "{} is 0: {} was not computed from {}, but {} from {}.": (
        "{} = 0: {} 값이 {}에서 계산된 것이 아니라 {} 값이 {}에서 계산되었습니다."
    ),
    "Swap the two: explain({}, {}) gives {}.": "둘을 바꾸어 explain({}, {})로 쓰면 {}입니다.",
    "{} counts every path, {} the direct one alone.": (
        "{}: 모든 경로를 더한 값, {}: 직접 이어진 경로의 값입니다."
    ),
    "{} is 1 where {}, else 0.": "{}: {}일 때 1, 아니면 0입니다.",
    "… {count:,} more lines like these …": "… 같은 꼴의 {count:,}줄 생략 …",
}
SAID: dict[str, Say] = {"en": str, "ko": KOREAN.__getitem__}


def in_language(spoken: Mapping[str, Spoken], language: str) -> Spoken:
    """What a table holds for a language; AutogradError where it has none of that name.

    >>> in_language({"en": "Update", "ko": "갱신"}, "ko")
    '갱신'
    """
    if language not in list(spoken):
        known = " and ".join(map(repr, spoken))
        raise AutogradError(f"the languages are {known}, not {language!r:.60}")
    return spoken[language]


def phrases_in(language: str) -> Say:
    """What turns an English sentence into that of a language, "en" or "ko".

    >>> phrases_in("ko")("the learning rate is left out")
    '학습률을 곱하지 않았다'
    """
    return in_language(SAID, language)
