"""Whatever text comes as an expression: a graph or an error of the package, soon, and no code."""

import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograd import DomainError, ExpressionError, Graph, Value
from autograd.arguments import numbers
from autograd.parsing import FUNCTIONS, MAX_LENGTH, parse

NUMBERS = {"x": 0.5, "w": -2.0, "θ": 3.0}
WORDS = [
    *NUMBERS,
    *FUNCTIONS,
    *("(", ")", "[", "]", "{", "}", ",", ".", ":", ";", "=", ":=", "->", "@", "~", "!", "\\"),
    *("+", "-", "*", "/", "//", "**", "%", "<", "==", "<<", "&", "|", "^", "...", "#", "`"),
    *("0", "1", "2.5", "1e3", "1e309", "0x1F", "1_000", "1j", "007", "9" * 30, "True", "None"),
    *("'", '"', "'''", "b'", "f'", "f'{", "r'", "\N{RIGHT-TO-LEFT OVERRIDE}", "²", "ﬁ", "ｘ"),
    *("lambda", "if", "else", "for", "in", "and", "not", "await", "yield", "import", "*x", "**x"),
    *("__import__('os').system('true')", "x.__class__", "().__class__.__mro__", "exec('1')"),
    *(" ", "\t", "\f", "\v", "\u2028", "\ufeff", "\x85", "\ud800", "\x1a"),
]
FORBIDDEN = {"exec", "import", "os.system", "open", "subprocess.Popen", "socket.connect"}


class Watch:
    """Notes what the interpreter is asked to do; one hook, as none can be taken away again."""

    def __init__(self):
        self.seen = None
        sys.addaudithook(self)

    def __call__(self, event, _):
        if self.seen is not None and event in FORBIDDEN:
            self.seen.append(event)


WATCH = Watch()


def read(text):
    """The graph of a text, or the error of the package that it raises; anything else fails."""
    WATCH.seen = []
    try:
        return parse(text, NUMBERS)
    except (ExpressionError, DomainError) as error:
        message = str(error)
        assert len(message.splitlines()) == 1
        assert len(message) < 2000
        message.encode()
        return error
    finally:
        seen, WATCH.seen = WATCH.seen, None
        assert not seen


@given(st.text())
@example("\ud800")
@example("x\x00")
def test_any_text_is_an_expression_or_an_error_of_the_package(text):
    read(text)


@given(st.lists(st.sampled_from(WORDS), max_size=25).map("".join))
@example("1e309*x")
@example("x*'\ud800'")
@example("\ud800 + x")
def test_pieces_of_expressions_in_any_order_do_no_more(text):
    read(text)


ATOMS = st.sampled_from(["x*w*θ", "x", "w", "θ", "0", "1.5", "2", "1e308"])
FORMULAS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map("".join),
        st.tuples(inner, st.just("**"), inner).map("".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), inner).map(lambda c: f"{c[0]}({c[1]})"),
        st.lists(inner, max_size=3).map(lambda xs: f"total([{', '.join(xs)}])"),
    ),
    max_leaves=12,
)


@given(FORMULAS.map(lambda formula: f"x + w + θ + {formula}"))
def test_a_formula_gives_a_graph_of_its_names_or_says_why_not(text):
    result = read(text)
    if isinstance(result, Value):
        result.backward()
        assert all(leaf.label in {*NUMBERS, ""} for leaf in Graph(result).leaves)


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9",
        "9**9**9**9**9",
        "2**(2**(2**1e9))",
        "x" * 10_000,
        "(" * 10_000 + "x" + ")" * 10_000,
        "[" * 5_000 + "]" * 5_000,
        "{" * 10_000,
        "-" * 9_999 + "x",
        "~" * 9_999 + "x",
        "not " * 2_000 + "x",
        "x" + " if x else x" * 700,
        "lambda:" * 1_400 + "x",
        "await " * 1_600 + "x",
        "x" + ".x" * 4_999,
        "x" + "()" * 4_999,
        "x" + "[0]" * 3_000,
        "x" + "<x" * 4_999,
        "f'{" * 3_000,
        "'" * 10_000,
        "\\" * 10_000,
        "9" * 9_999,
        "0x" + "f" * 9_000,
        "1e" + "9" * 9_000,
        "1" + "_1" * 4_999,
        "x+" * 500_000 + "x",
        " " * 1_000_000 + "x",
        "x" + " " * 1_000_000,
        "total([" + "x," * 4_990 + "])",
    ],
    ids=lambda text: f"{text[:12]}… {len(text)}",
)
def test_what_would_take_long_or_go_deep_is_answered_at_once(text):
    read(text)


def test_a_long_text_is_measured_before_it_is_read():
    with pytest.raises(ExpressionError, match="1,000,001 characters"):
        parse(" " * 1_000_000 + "x", {"x": 1})
    assert MAX_LENGTH < 1_000_000


@given(st.text())
@example("0" * 10_000)
@example("-" * 100_000 + "1")
@example("(" * 10_000)
@example("9" * 5_000)
@example("1e999")
@example("\ud800")
def test_a_number_of_the_command_line_is_a_number_or_refused_in_one_line(text):
    try:
        [number] = numbers([f"x={text}"]).values()
    except ExpressionError as error:
        number = str(error)
    assert isinstance(number, float) or len(number) < 200
