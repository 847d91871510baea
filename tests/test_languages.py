"""Korean reports and explanations: every sentence is there, and none is half in English."""

import ast
import json
import re
from pathlib import Path

import pytest

from autograd import AutogradError, check_by_hand, cli, explain, maximum, steps, values
from autograd import mistakes as mistakes_module
from autograd import tracing as tracing_module
from autograd.columns import width
from autograd.languages import KOREAN, phrases_in
from autograd.slips import Kind
from autograd.wrong_derivatives import WRONG_DERIVATIVES
from autograd.wrong_results import WRONG_RESULTS
from tests.networks import worked_example
from tests.test_check_by_hand import GRADIENT_MISTAKES, UPDATE_MISTAKES, VALUE_MISTAKES

AUTOGRAD = Path(__file__).resolve().parent.parent / "autograd"
BY_SOUND = re.compile(r"\}(을|를|이|가|은|는|과|와|으로|로|아|야)(?!\w)")
OPERATIONS = {"sigmoid", "tanh", "relu"}


def kinds():
    """Every kind of mistake that a report can name."""
    for row in (*WRONG_DERIVATIVES, *WRONG_RESULTS):
        yield row.kind
    for module in (mistakes_module, tracing_module):
        yield from (x for x in vars(module).values() if isinstance(x, Kind))
    yield from (kind for kind, _ in tracing_module.SCALES)


def places_in(template):
    return set(re.findall(r"\{[^{}]*\}", template))


@pytest.mark.parametrize("name", sorted({kind.name for kind in kinds()}))
def test_every_mistake_has_a_korean_sentence_that_if_can_follow(name):
    assert KOREAN[name].endswith("다")


@pytest.mark.parametrize(("english", "korean"), KOREAN.items())
def test_a_korean_sentence_tells_the_same_facts(english, korean):
    assert places_in(korean) == places_in(english)


@pytest.mark.parametrize("korean", KOREAN.values())
def test_no_korean_particle_depends_on_the_sound_of_a_label(korean):
    assert not BY_SOUND.search(korean)


def test_no_translation_is_left_over():
    said = {
        node.value
        for path in AUTOGRAD.rglob("*.py")
        if path.name != "languages.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    }
    assert not KOREAN.keys() - said


def english_words_in(text, labels=()):
    return set(re.findall(r"[A-Za-z]{3,}", text)) - OPERATIONS - set(labels)


def both(**answers):
    loss = worked_example()
    return [check_by_hand(loss, **answers, lr=0.5, lang=lang) for lang in ("en", "ko")]


@pytest.mark.parametrize(
    ("part", "label", "wrong"),
    [
        *(("grads", label, wrong) for label, wrong, _ in GRADIENT_MISTAKES),
        *(("values", label, wrong) for label, wrong, _ in VALUE_MISTAKES),
        *(("updated", "w5", wrong) for wrong, _ in UPDATE_MISTAKES),
    ],
)
def test_a_korean_report_finds_the_same_and_holds_no_english(part, label, wrong):
    english, korean = both(**{part: {label: f"{wrong:.8f}"}})
    assert [mark.verdict for mark in korean.marks] == [mark.verdict for mark in english.marks]
    assert len(korean.first.causes) == len(english.first.causes)
    assert not english_words_in(str(korean))
    assert not english_words_in(re.sub(r"<[^>]*>", "", korean._repr_html_()))


@pytest.mark.parametrize(
    "answers",
    [
        {"values": {"h1": "0.52"}},
        {"values": {"h1": "0.52", "h2": "0.53", "z1": ...}},
        {"values": {"h1": "0.62", "h2": "0", "E": "0.0", "o1": "0.6098", "o2": "0.9"}},
        {"grads": {"w1": "0.00080000123"}, "updated": {"w5": "0.4500001"}},
        {"updated": {"w5": "0.45", "E": "0.45"}},
    ],
)
def test_what_else_a_korean_report_says_holds_no_english(answers):
    assert not english_words_in(str(both(**answers)[1]))


def test_a_korean_report_in_full():
    loss = worked_example()
    report = check_by_hand(
        loss, {"h1": "0.52", "E": "0.0", "o2": ...}, grads={"w5": "-0.02592286"}, lang="ko"
    )
    assert str(report).splitlines() == [
        "항목    적은 값      정답",
        "h1      0.52         0.51998934  ✓ 맞음",
        "E       0.0          0.02397190  ? 자릿수 부족",
        "∂E/∂w5  −0.02592286  0.02592286  ✗ 틀림",
        "",
        "3개 값 중 1개가 맞았습니다.",
        "자릿수가 적어 판정할 수 없는 값: E. 소수점 아래 4자리 이상 적어 주세요.",
        "처음으로 틀린 값은 ∂E/∂w5입니다. 적은 값은 −0.02592286, 정답은 0.02592286입니다.",
        "  t1 − o1의 미분에서 음의 부호를 빠뜨렸다면 나오는 값입니다.",
        "아직 구하지 않은 값: o2.",
    ]


def test_the_columns_of_a_korean_report_stand_below_each_other():
    lines = str(both(values={"h1": "0.52", "h2": "0.62", "E": "0.0"})[1]).splitlines()[1:4]
    assert len({width(line[: re.search("[✓✗?]", line).start()]) for line in lines}) == 1


def test_the_keys_and_verdicts_of_a_report_as_data_stay_english():
    english, korean = (report.as_dict() for report in both(values={"h1": "0.62"}))
    assert json.dumps(korean, ensure_ascii=True)
    for mark, same in zip(english["marks"], korean["marks"]):
        assert list(mark) == list(same)
        assert mark["verdict"] == same["verdict"]


def test_an_explanation_speaks_korean_where_it_has_words():
    x, w = values(x=2.0, w=3.0)
    y = (maximum(x, w) * x).named("y")
    for explanation in (explain(y, w, lang="ko"), explain(x, y, lang="ko")):
        assert re.search("[가-힣]", explanation.text)
        assert not english_words_in(explanation.text, labels=["explain"])
        assert r"\text{" in explanation.latex


def test_a_long_korean_explanation_is_cut_in_korean():
    w = y = values(w=0.5)[0]
    for i in range(1, 50):
        y = (y * w + w * y).named(f"y{i}")
    assert not english_words_in(explain(y, w, lang="ko").text)


def test_the_printed_steps_speak_korean():
    x, w = values(x=2.0, w=3.0)
    loss = (x * x * w + x).named("y")
    korean, english = (steps(loss, update=["w"], lang=lang) for lang in ("ko", "en"))
    assert not english_words_in(str(korean))
    assert not english_words_in(str(steps(x, lang="ko")))
    assert [step.columns for step in korean] == [step.columns for step in english]
    assert [bool(step.remark) for step in korean] == [bool(step.remark) for step in english]


def test_a_page_in_korean_holds_no_english_remark():
    x = values(x=2.0)[0]
    loss = (maximum(x * x, 1.0) + x).named("y")
    page = steps(loss).html(lang="ko")
    for english in ("through the", "straight from", "is 1 where", "Forward"):
        assert english not in page
        assert english in steps(loss).html()


CHECK = ("check", "answers.json", "w*x", "w=2", "x=3")


def test_the_command_line_marks_and_steps_in_korean(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("answers.json").write_text('{"values": {"y": 6}, "grads": {"w": 3}}', encoding="utf-8")
    assert cli.main([*CHECK, "--lang", "ko"]) == 0
    assert "2개 값이 모두 맞았습니다." in capsys.readouterr().out
    assert cli.main(["steps", "w*x", "w=2", "x=3", "--lang=ko"]) == 0
    assert capsys.readouterr().out.startswith("순전파\n")
    assert cli.main(["steps", "w*x", "w=2", "x=3", "--lang=ko", "-o", "page.html"]) == 0
    assert '<html lang="ko">' in Path("page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((*CHECK, "--lang", "fr"), "'en' and 'ko', not 'fr'"),
        ((*CHECK, "--lang"), "--lang needs a language"),
        (("w*x", "w=2", "x=3", "--lang", "ko"), "--lang goes with example, steps or check"),
    ],
)
def test_the_command_line_refuses_a_language_in_one_line(words, message, capsys):
    assert cli.main(words) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert message in err


@pytest.mark.parametrize("lang", ["fr", "", "KO", None])
def test_a_language_that_is_not_spoken_is_refused(lang):
    loss = worked_example()
    for attempt in (
        lambda: check_by_hand(loss, {"h1": 0.52}, lang=lang),
        lambda: explain(loss, "w5", lang=lang),
        lambda: phrases_in(lang),
    ):
        with pytest.raises(AutogradError, match="'en' and 'ko', not"):
            attempt()
