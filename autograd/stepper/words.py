"""Every word that the steps and their page show, in English and in Korean."""

from __future__ import annotations

from autograd.languages import in_language
from autograd.spelling import number_text
from autograd.stepper.step import Step, Words
from autograd.stepper.writing import Writing

MOST_INPUTS = 8

ENGLISH: Words = {
    "title": "{loss}, step by step",
    "forward": "Forward",
    "backward": "Backward",
    "update": "Update",
    "again": "Forward again",
    "first": "First step",
    "previous": "Previous step",
    "play": "Play",
    "pause": "Pause",
    "next": "Next step",
    "last": "Last step",
    "step": "Step",
    "phases": "Phases",
    "controls": "Controls",
    "speed": "Speed",
    "list": "All steps",
    "quiz": "Quiz",
    "graph": "Graph",
    "picture": "The graph with every value and gradient",
    "value": "value",
    "gradient": "gradient",
    "unknown": "not computed yet",
    "upstream": "upstream",
    "local": "local derivative",
    "there": "already there",
    "old": "old value",
    "rate": "learning rate",
    "rule": "Local derivative:",
    "close": "Close",
    "contributions": "What its gradient is made of",
    "rules": "Its local derivatives",
    "chain": "The chain rule along the marked paths",
    "through": "through {name}",
    "pick": "Select a value in the graph to see its rule and to mark its paths.",
    "answer": "Your answer",
    "check": "Check",
    "hint": "Hint",
    "show": "Show answer",
    "right": "Right.",
    "wrong": "Not yet.",
    "wrong_sign": "Not yet: the sign is wrong.",
    "kept": "That is also the number before the update. Give more digits.",
    "cut_off": "Not yet: the further digits are cut off. Round the last digit.",
    "close_by": "Not yet. Right significant digits so far: {digits}.",
    "more_digits": "Right so far. Give at least {digits} significant digits.",
    "no_number": "That is not a number.",
    "shown": "The answer was shown.",
    "score": "Score: {right} of {all} right, {left} still open.",
    "again_quiz": "Start over",
    "start": "Each step finds one number and writes it into its box. Press → for the first step.",
    "legend": "Boxes with a number hold what is given. The empty ones are filled in on the way: "
    "values going forward, gradients (∂) going back.",
    "and": " and ",
    "say_forward": "Compute {name} from {inputs}.",
    "say_first": "Start at {target}, where the gradient is 1, and go back to {name}: "
    "upstream gradient × local derivative.",
    "say_backward": "Go back from {target} to {name}: upstream gradient × local derivative.",
    "say_part": "Go back from {target} to {name}: part {part} of {parts} of its gradient.",
    "say_add": "Go back from {target} to {name} and add to what is there: "
    "part {part} of {parts} of its gradient.",
    "use": "through the {which} {name}",
    "straight": "straight from {target} to {name}",
    "old_gradient": "gradient at the old weights",
    "old_chain": "The chain rule along the marked paths, at the old weights",
    "say_update": "Change {name}: old value − learning rate × gradient.",
    "say_again": "Compute {name} again, with the new weights.",
    "say_fell": "Compute {name} again: it fell from {before} to {after}.",
    "say_rose": "Compute {name} again: it rose from {before} to {after}.",
    "say_same": "Compute {name} again: it is still {after}.",
    "from": "starting from {seed} = 1",
    "part": "part {part} of {parts}",
    "was": "it was {before} before the update",
    "leaf": "nothing is computed: the Value is a leaf",
    "keys": "Step {step} of {all}   Enter, space or → next   ← back   q quit",
}
KOREAN: Words = {
    "title": "{loss}, 한 단계씩",
    "forward": "순전파",
    "backward": "역전파",
    "update": "갱신",
    "again": "다시 순전파",
    "first": "첫 단계",
    "previous": "이전 단계",
    "play": "재생",
    "pause": "일시 정지",
    "next": "다음 단계",
    "last": "마지막 단계",
    "step": "단계",
    "phases": "과정",
    "controls": "조작",
    "speed": "속도",
    "list": "모든 단계",
    "quiz": "퀴즈",
    "graph": "그래프",
    "picture": "모든 값과 기울기를 적은 그래프",
    "value": "값",
    "gradient": "기울기",
    "unknown": "아직 계산하지 않음",
    "upstream": "상류 기울기",
    "local": "국소 미분",
    "there": "이미 있던 값",
    "old": "이전 값",
    "rate": "학습률",
    "rule": "국소 미분:",
    "close": "닫기",
    "contributions": "기울기를 이루는 몫",
    "rules": "국소 미분",
    "chain": "표시된 경로의 연쇄 법칙",
    "through": "{name} 경유",
    "pick": "그래프에서 값을 고르면 미분 규칙과 경로를 볼 수 있습니다.",
    "answer": "답",
    "check": "확인",
    "hint": "힌트",
    "show": "정답 보기",
    "right": "맞았습니다.",
    "wrong": "아직 정답이 아닙니다.",
    "wrong_sign": "아직 정답이 아닙니다. 부호가 틀렸습니다.",
    "kept": "갱신 전의 값과 같습니다. 더 많은 자리까지 적어 주세요.",
    "cut_off": "아직 정답이 아닙니다. 뒷자리를 버렸습니다. 마지막 자리를 반올림해 주세요.",
    "close_by": "아직 정답이 아닙니다. 지금까지 맞은 유효 숫자: {digits}자리.",
    "more_digits": "지금까지는 맞습니다. 유효 숫자를 {digits}자리 이상 적어 주세요.",
    "no_number": "숫자가 아닙니다.",
    "shown": "정답을 보았습니다.",
    "score": "점수: {all}문제 중 {right}문제 정답, {left}문제 남음.",
    "again_quiz": "처음부터 다시",
    "start": "한 단계마다 숫자 하나를 구해 상자에 적습니다. → 키를 누르면 첫 단계로 갑니다.",
    "legend": "숫자가 있는 상자는 주어진 값입니다. 빈 상자는 순전파에서 값으로, "
    "역전파에서 기울기(∂)로 채워집니다.",
    "and": ", ",
    "say_forward": "{inputs}에서 {name} 값을 계산합니다.",
    "say_first": "기울기가 1인 {target}에서 시작해 {name} 쪽으로 되돌아갑니다: "
    "상류 기울기 × 국소 미분.",
    "say_backward": "{target}에서 {name} 쪽으로 되돌아갑니다: 상류 기울기 × 국소 미분.",
    "say_part": "{target}에서 {name} 쪽으로 되돌아갑니다: 기울기를 이루는 몫 {parts}개 중 "
    "{part}번째.",
    "say_add": "{target}에서 {name} 쪽으로 되돌아가 이미 있던 값에 더합니다: 기울기를 이루는 몫 "
    "{parts}개 중 {part}번째.",
    "use": "{name}의 {number}번째 자리를 거쳐",
    "straight": "{target} 값에서 {name} 값으로 바로",
    "old_gradient": "이전 가중치에서의 기울기",
    "old_chain": "표시된 경로의 연쇄 법칙 (이전 가중치에서)",
    "say_update": "{name} 값을 갱신합니다: 이전 값 − 학습률 × 기울기.",
    "say_again": "새 가중치로 {name} 값을 다시 계산합니다.",
    "say_fell": "{name} 값을 다시 계산합니다: {before} → {after}, 줄었습니다.",
    "say_rose": "{name} 값을 다시 계산합니다: {before} → {after}, 늘었습니다.",
    "say_same": "{name} 값을 다시 계산합니다: 그대로 {after}입니다.",
    "from": "{seed} = 1에서 시작",
    "part": "더할 기울기 {parts}개 중 {part}번째",
    "was": "갱신 전에는 {before}",
    "leaf": "계산할 것이 없습니다: 이 값은 잎 노드입니다",
    "keys": "{all}단계 중 {step}단계   Enter, 스페이스, → 다음   ← 이전   q 끝내기",
}
LANGUAGES = {"en": ENGLISH, "ko": KOREAN}


def words_in(language: str) -> Words:
    """The words of a language, "en" or "ko"."""
    return in_language(LANGUAGES, language)


def sentence(step: Step, words: Words, writing: Writing, *, first: bool, last: bool) -> str:
    """What happens in a step; `first` of the pass back, `last` of all."""
    name = writing.name(step.node)
    if step.edge is not None:
        key = "say_first" if first else "say_backward" if step.parts == 1 else "say_part"
        return words["say_add" if step.part > 1 else key].format(
            name=name, target=writing.name(step.edge.target), part=step.part, parts=step.parts
        )
    if step.phase == "update":
        return words["say_update"].format(name=name)
    if step.round == 1:
        return words["say_forward"].format(name=name, inputs=_inputs(step, words, writing))
    if not last or step.before is None:
        return words["say_again"].format(name=name)
    fell, rose = step.after < step.before, step.after > step.before
    return words["say_fell" if fell else "say_rose" if rose else "say_same"].format(
        name=name, before=number_text(step.before), after=number_text(step.after)
    )


def _inputs(step: Step, words: Words, writing: Writing) -> str:
    names = list(dict.fromkeys(map(writing.name, step.node.inputs)))
    if len(names) > MOST_INPUTS:
        return ", ".join([*names[: MOST_INPUTS - 1], "…", names[-1]])
    return words["and"].join(filter(None, [", ".join(names[:-1]), names[-1]]))
