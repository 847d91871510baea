"""The command line: numbers, files, and one clear line for what it refuses."""

import io
import json
import os
import re
import select
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from autograd import cli, steps, values
from autograd.examples import two_two_two
from autograd.render import VARIABLE, find_renderer
from autograd.walk import CLEAR, FIRST_SCREEN, walk

NEURON = ["sigmoid(w0*x0 + w1*x1 + w2)", "w0=2", "x0=-1", "w1=-3", "x1=-2", "w2=-3"]

try:
    find_renderer()
    HAS_RENDERER = True
except Exception:
    HAS_RENDERER = False
needs_renderer = pytest.mark.skipif(not HAS_RENDERER, reason="no renderer for pictures here")


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_every_node_is_printed_with_value_and_gradient(capsys):
    assert cli.main(NEURON) == 0
    out = capsys.readouterr().out
    rows = [line.rsplit(maxsplit=2) for line in out.splitlines()]
    assert rows[0] == ["node", "value", "gradient"]
    assert rows[-1] == ["sigmoid(w0 * x0 + w1 * x1 + w2)", "0.73105858", "1"]
    assert rows[1] == ["w0", "2", "−0.19661193"]


def test_numbers_have_no_idle_zeros_and_their_points_stand_in_one_column(capsys):
    assert cli.main(["x / y + z", "x=2", "y=3", "z=1e-9"]) == 0
    assert capsys.readouterr().out == (
        "node            value     gradient\n"
        "x          2            0.33333333\n"
        "y          3           −0.22222222\n"
        "z          1e−9         1\n"
        "x / y      0.66666667   1\n"
        "x / y + z  0.66666667   1\n"
    )


def test_json_gives_value_and_gradients(capsys):
    assert cli.main([*NEURON, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["value"] == pytest.approx(0.7310585786300049)
    assert answer["grads"]["w0"] == pytest.approx(-0.19661193324148185)
    assert list(answer["grads"]) == ["w0", "x0", "w1", "x1", "w2"]


def test_json_stays_json_where_a_number_is_infinite(capsys):
    assert cli.main(["x * 10", "x=1e308", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"value": None, "grads": {"x": 10.0}}


@pytest.mark.parametrize(
    ("expression", "x", "value"), [("-x + 1", "x=2", -1.0), ("--x", "x=2", 2.0), ("x", "x=-2", -2)]
)
def test_an_expression_may_start_with_a_minus(capsys, expression, x, value):
    assert cli.main([expression, x, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["value"] == value


@pytest.mark.parametrize(
    ("text", "number"), [("1e-3", 0.001), ("-2", -2), (".5", 0.5), ("1_000", 1000), ("0x10", 16)]
)
def test_numbers_are_read_as_in_python(capsys, text, number):
    assert cli.main(["x", f"x={text}", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["value"] == number


@needs_renderer
@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("g.svg", b"<?xml"),
        ("g.png", b"\x89PNG"),
        ("g.dot", b"digraph"),
        ("g.html", b"<!doctype html>"),
        ("g.json", b'{"value"'),
        ("G.SVG", b"<?xml"),
    ],
)
def test_the_suffix_says_what_is_written(name, start):
    assert cli.main(["w*x", "w=2", "x=3", "-o", name]) == 0
    with open(name, "rb") as file:
        assert file.read().lstrip().startswith(start)
    assert os.listdir() == [name]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--help"], "autograd EXPRESSION [NAME=NUMBER ...] [--json] [-o FILE]"),
        (["w*x", "w=1", "--help"], "autograd EXPRESSION [NAME=NUMBER ...] [--json] [-o FILE]"),
        (["w*x", "w=1", "-h"], "autograd EXPRESSION [NAME=NUMBER ...] [--json] [-o FILE]"),
        (["steps", "-h"], "  --update NAMES     after the backward pass"),
        (["steps", "w*x", "--update", "--help"], "  -o, --output FILE  write a page"),
        (["example", "--help"], "autograd example 2-2-2 [--lang ko] [-o FOLDER | --step]"),
        (["check", "-h"], "autograd check ANSWERS.json"),
        (["check", "-h"], 'A number still to be found is null, "..." or ""'),
    ],
)
def test_help_is_printed_wherever_it_is_asked_for(capsys, arguments, line):
    assert cli.main(arguments) == 0
    out, err = capsys.readouterr()
    assert any(x.startswith(line) for x in out.splitlines())
    assert max(map(len, out.split("Functions:")[0].splitlines())) <= 99
    assert err == ""


def test_minus_h_is_an_expression_where_h_has_a_number(capsys):
    assert cli.main(["-h", "h=2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"value": -2.0, "grads": {"h": -1.0}}


def test_the_page_is_named_after_the_expression():
    assert cli.main(["steps", "w*x + b", "w=1", "x=2", "b=3", "-o", "page.html"]) == 0
    with open("page.html", encoding="utf-8") as file:
        assert "<title>w*x + b, step by step</title>" in file.read()


REFUSED = [
    (["2x", "x=1"], "2x at column 1: between factors write *, as in 2*x"),
    (["1 + 2 x", "x=1"], "2 x at column 5"),
    (["3(x + 1)", "x=1"], "3 at column 1 stands before a bracket: between factors write *"),
    (["x(x + 1)", "x=1"], "x at column 1 is a number here: for a product write x*(…)"),
    (["x y", "x=1", "y=2"], "x y at column 1: between factors write *, as in x*y"),
    (["sin x", "x=1"], "as in sin(x)"),
    (["F = w*x", "w=1", "x=2"], "= at column 3: write only what is to be computed"),
    (["wx", "w=1", "x=2"], "wx at column 1 has no number: for a product write w*x"),
    (["1 + w10x", "w1=1", "w10=1", "x=2"], "for a product write w10*x"),
    (["x·y", "x=1", "y=2"], "for a product write x*y"),
    (["x × y", "x=1", "y=2"], "× at column 3: for a product write *"),
    (["  x^2", "x=2"], "^ at column 4: for a power write **, as in x**2"),
    (["x²", "x=2"], "² at column 2: for a square write **2"),
    (["x − y", "x=1", "y=2"], "− at column 3: for minus write -"),
    (["ln(x)", "x=1"], "ln at column 1 is not known: write log"),
    (["e**x", "x=1"], "write exp(…)"),
    (["x", "x=1/3"], "write it out: x=0.3333333333333333"),
    (["x", "x=1/0"], "x=1/0 is not a finite number"),
    (["x*y", "x=1,y=2"], "put blanks between them: x=1 y=2"),
    (["x*y", "x=1,", "y=2"], "leave out the comma: x=1"),
    (["x", "x=1,5"], "write a decimal point: x=1.5"),
    (["x", "x=−1"], "the minus sign of the keyboard: x=-1"),
    (["--jsonn", "x", "x=1"], "there is no option --jsonn; did you mean --json?"),
    (["--outptu=f.svg", "x", "x=1"], "there is no option --outptu; did you mean --output?"),
    (["x", "x=1", "--outptu=f.svg"], "there is no option --outptu; did you mean --output?"),
    (["steps", "x*x", "x=1", "--updat", "x"], "did you mean --update?"),
    (["steps", "x*x", "x=1", "--nothing"], "see autograd steps --help"),
    (["exmple", "2-2-2"], "there is no command exmple; did you mean example?"),
    (["step", "w*x", "w=1", "x=2"], "did you mean steps?"),
    (["x + " * 200_000 + "x", "x=1"], "800,001 characters"),
    (["x", "x=" + "9" * 1_000_000], "not a finite number"),
    (["x", "x=" + "-" * 1_000_000 + "1"], "not a finite number"),
    (["y", "z" * 1_000_000 + "=1"], "y at column 1 has no number"),
    (["y", "y=1", "z" * 1_000_000 + "=1"], "has a number, but"),
    (["x", "x=1", "--" + "j" * 1_000_000], "there is no option"),
    (["x**9**9**9", "x=2"], "1.8e308"),
    (["x**" * 3000 + "x", "x=2"], "operations deep"),
    (["x + y", "x=1"], "y at column 5"),
    (["x", "x=1", "z=2"], "z has a number"),
    (["x", "x=1", "x=2"], "x is given twice"),
    (["x", "x=abc"], "x=abc is not a finite number"),
    (["x", "x=inf"], "not a finite number"),
    (["x", "x=1e999"], "not a finite number"),
    (["x", "x=True"], "not a finite number"),
    (["x", "x=" + "(" * 5000], "not a finite number"),
    (["x", "x="], "not a finite number"),
    (["x", "1x=2"], "cannot be a name"),
    (["x", "+", "1"], "in quotes"),
    (["x", "x=1", "--jsn"], "no option --jsn"),
    (["log(x)", "x=0"], "log needs an argument above 0"),
    (["9**9**9"], "1.8e308"),
    (["(" * 10_000], "open brackets"),
    (["x", "x=1", "-o", "graph.txt"], "end its name in .svg"),
    (["x", "x=1", "-o"], "needs a file name"),
    (["x", "x=1", "-o", "a.json", "-o", "b.json"], "twice"),
    (["x", "x=1", "-o", "missing/a.json"], "cannot write missing"),
    (["x +", "x=1", "-o", "a.json"], "invalid syntax"),
    (["--json"], "no expression"),
    (["example", "3-3-3"], "autograd example 2-2-2"),
    (["example", "2-2-2", "-o", __file__], "is a file: name a folder"),
    (["example", "2-2-2", "-o", f"{__file__}/pages"], "cannot make the folder"),
    (["lambda*x", "lambda=1", "x=2"], "lambda is a reserved word of Python"),
    (["lambda*x", "x=2"], "lambda at column 1: this is a reserved word of Python"),
    (["+".join(["x"] * 300), "x=1"], "more than 100 operations deep: write long sums as total"),
    (["+".join(["x"] * 5000), "x=1"], "more than 100 operations deep: write long sums as total"),
    (["example", "2-2-2", "--json"], "--json goes with"),
    (["example"], "autograd example 2-2-2"),
    (["example", "2-2-2", "--step", "-o", "."], "leave out -o"),
    (["steps"], "no expression"),
    (["steps", "x", "x=1", "--json"], "--json goes with"),
    (["steps", "x", "x=1", "--step"], "--step goes with"),
    (["steps", "x", "x=1", "--update"], "--update needs names"),
    (["steps", "x", "x=1", "--update", ","], "--update needs names"),
    (["steps", "x", "x=1", "--update", "v"], "no node is labelled 'v'"),
    (["steps", "x", "x=1", "--update", "x", "--lr", "fast"], "not a finite number"),
    (["steps", "x", "x=1", "--lr", "0.1"], "--lr goes with --update"),
    (["steps", "x", "x=1", "-o", "steps.svg"], "end steps.svg in .html"),
    (["steps", "log(x)", "x=1", "--update", "x", "--lr", "2"], "log"),
    (["x", "x=1", "--update", "x"], "--update goes with autograd steps"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_bad_input_is_one_line_and_status_2_and_writes_nothing(capsys, arguments, message):
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.startswith("autograd: ")
    assert err.count("\n") == 1
    assert os.listdir() == []


def test_a_refused_expression_leaves_the_old_file(capsys):
    with open("a.json", "w") as file:
        file.write("old")
    assert cli.main(["log(x)", "x=-1", "-o", "a.json"]) == 2
    with open("a.json") as file:
        assert file.read() == "old"


@needs_renderer
def test_the_example_prints_and_writes_every_figure(capsys):
    assert cli.main(["example", "2-2-2"]) == 0
    out = capsys.readouterr().out
    assert sorted(os.listdir()) == ["example-2-2-2.html", "example-2-2-2.svg"]
    assert out.count("✓") == 35
    assert "✗" not in out
    ET.parse("example-2-2-2.svg")
    with open("example-2-2-2.html", encoding="utf-8") as file:
        page = file.read()
    for number in ("0.02592286", "0.43703857", "0.02323634"):
        assert number in out
        assert number in page
    assert 'src="http' not in page


@needs_renderer
def test_the_page_of_the_example_goes_through_its_steps(capsys):
    assert cli.main(["example", "2-2-2"]) == 0
    graph = two_two_two()
    expected = steps(graph["E"], update=[f"w{i}" for i in range(1, 9)], lr=0.5).html()
    with open("example-2-2-2.html", encoding="utf-8") as file:
        assert file.read() == expected


@needs_renderer
def test_the_example_speaks_korean(capsys):
    assert cli.main(["example", "2-2-2", "--lang", "ko"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("순전파\n")
    assert out.count("✓") == 35
    assert set(re.findall("[A-Za-z]{3,}", out)) == {"example", "svg", "html"}
    with open("example-2-2-2.html", encoding="utf-8") as file:
        assert '<html lang="ko">' in file.read()


def test_without_a_renderer_the_example_writes_nothing(capsys, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv(VARIABLE, "no-such-program")
    assert cli.main(["example", "2-2-2"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert os.listdir() == []


@pytest.mark.parametrize("name", ["long.svg", "long.html"])
def test_a_graph_too_large_for_a_picture_is_refused_in_one_line(capsys, name):
    assert cli.main([" + ".join(["x"] * 2100), "x=1", "-o", name]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert os.listdir() == []


# Step by step

LINE = ["steps", "(w*x - t)**2", "w=2", "x=3", "t=5"]


def test_steps_are_all_printed_where_there_is_no_terminal(capsys):
    assert cli.main([*LINE, "--update", "w, x", "--lr", "0.01"]) == 0
    out = capsys.readouterr().out
    heads = [line for line in out.splitlines() if not line.startswith(" ")]
    assert heads == ["Forward", "Backward", "Update", "Forward again"]
    assert "= 2 − 0.01 × 6" in out
    assert "\x1b" not in out
    assert cli.main([*LINE, "--update=w,x", "--lr=0.01"]) == 0
    assert capsys.readouterr().out == out


def test_an_expression_to_step_through_may_start_with_a_minus(capsys):
    assert cli.main(["steps", "-x + 1", "x=2"]) == 0
    assert "= −2 + 1" in capsys.readouterr().out


def test_the_example_can_be_gone_through_step_by_step(capsys):
    assert cli.main(["example", "2-2-2", "--step"]) == 0
    out = capsys.readouterr().out
    assert "= 0.45 − 0.5 × 0.02592286" in out
    assert "(it was 0.02397190 before the update)" in out
    assert os.listdir() == []


def test_steps_can_be_written_as_a_page(capsys):
    assert cli.main([*LINE, "--update", "w", "-o", "page.html"]) == 0
    assert capsys.readouterr().out == "page.html\n"
    with open("page.html", encoding="utf-8") as file:
        assert file.read().startswith("<!doctype html>")


w, x = values(w=2.0, x=3.0)
SMALL = steps((w * x + 1).named("F"))
NEXT, BACK = "\x1b[C", "\x1b[D"


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (["q"], [1]),
        ([" ", "\n", NEXT, "q"], [1, 2, 3, 4]),
        ([NEXT, BACK, BACK, "q"], [1, 2, 1, 1]),
        (["?", "\x1b[A", "\x1b"], [1, 1, 1]),
        ([""], [1]),
        ([NEXT] * len(SMALL), list(range(1, len(SMALL) + 1))),
    ],
)
def test_each_key_moves_by_one_step(capsys, keys, shown):
    pressed = iter(keys)
    walk(SMALL, lambda: next(pressed))
    screens, left = capsys.readouterr().out.split(FIRST_SCREEN)
    assert [int(x) for x in re.findall(r"Step (\d+) of", screens)] == shown
    assert list(pressed) == []
    assert str(SMALL).startswith(left.rstrip("\n"))
    assert f"  {shown[-1]}  " in left.splitlines()[-1]


def test_an_interrupted_walk_gives_the_terminal_back(capsys):
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        walk(SMALL, interrupted)
    assert capsys.readouterr().out.endswith(FIRST_SCREEN)


def test_a_screen_fits_into_a_small_terminal(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("LINES", "10")
    pressed = iter([NEXT] * 3 + ["q"])
    walk(SMALL, lambda: next(pressed))
    screens = capsys.readouterr().out.split(FIRST_SCREEN)[0].split(CLEAR)[1:]
    assert len(screens) == 4
    for screen in screens:
        assert len(screen.splitlines()) < 10
        assert max(map(len, screen.splitlines())) < 40


def test_a_real_terminal_is_read_key_by_key_and_left_as_it_was():
    pty = pytest.importorskip("pty", reason="no pseudo terminals here")
    termios = pytest.importorskip("termios", reason="no pseudo terminals here")
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-m", "autograd", *LINE], stdin=theirs, stdout=theirs, env=environment
    ) as process:
        seen = b""
        for wanted, key in ((b"Step 1 of", b"\x1b[C"), (b"Step 2 of", b" "), (b"Step 3 of", b"q")):
            while wanted not in seen:
                assert select.select([ours], [], [], 60)[0], seen
                seen += os.read(ours, 4096)
            os.write(ours, key)
        assert process.wait(timeout=60) == 0
    assert termios.tcgetattr(theirs) == before
    os.close(ours)
    os.close(theirs)


def test_help_and_version(capsys):
    assert cli.main(["--help"]) == 0
    assert "Examples:" in capsys.readouterr().out
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("autograd (chalkgrad)")


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "autograd", *arguments],
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )


def test_the_module_runs_and_signs_survive_an_ascii_terminal():
    finished = run(
        "x - y", "x=1", "y=2", PYTHONIOENCODING="ascii", PYTHONPATH=os.pathsep.join(sys.path)
    )
    assert finished.returncode == 0
    assert finished.stdout.split()[-2:] == [b"-1", b"1"]
    assert finished.stderr == b""


def test_steps_can_be_read_in_an_ascii_terminal():
    finished = run(
        *("steps", "sigmoid(w*x)**2", "w=2", "x=3", "--update", "w"),
        PYTHONIOENCODING="ascii",
        PYTHONPATH=os.pathsep.join(sys.path),
    )
    out = finished.stdout.decode("ascii")
    assert "= sigmoid(w*x)" in out
    assert "<- w - lr * dy/dw" in out
    assert "?" not in out


def test_marks_can_be_read_in_an_ascii_terminal(tmp_path):
    path = tmp_path / "answers.json"
    path.write_text('{"values": {"o1": -0.6}, "updated": {"w5": 0.4629}}', encoding="utf-8")
    pythonpath = os.pathsep.join(sys.path)
    finished = run("check", str(path), PYTHONIOENCODING="ascii", PYTHONPATH=pythonpath)
    out = finished.stdout.decode("ascii")
    assert "w5+" in out
    assert "?" not in out


@pytest.mark.skipif(os.name == "nt", reason="pipes are closed differently on Windows")
def test_a_closed_pipe_is_quiet():
    read, write = os.pipe()
    os.close(read)
    finished = subprocess.run(
        [sys.executable, "-m", "autograd", "x", "x=1"],
        stdout=write,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    os.close(write)
    assert finished.stderr == b""


def test_ctrl_c_is_quiet(monkeypatch, capsys):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "parse", interrupted)
    assert cli.main(["x", "x=1"]) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("answers", "words", "status", "said"),
    [
        ('{"values": {"h1": 0.5200}, "grads": {"w5": 0.02592}}', [], 0, "All 2 numbers are right"),
        ('{"grads": {"w5": -0.0259}}', [], 1, "sign"),
        ('{"grads": {"w1": 0.00079143}}', [], 1, "already-updated output weights"),
        ('{"updated": {"E": 0.02323634}}', [], 0, "The number is right"),
        ('{"values": {"E": 0.0}}', [], 1, "Too few digits"),
        ('{"grads": {"w": 3}}', ["w*x", "w=2", "x=3"], 0, "right"),
        ('{"grads": {"w": 2}}', ["w*x", "w=2", "x=3"], 1, "w"),
        ('{"values": {"y": 9}}', ["x**2", "x=3"], 0, "y     9"),
        ('{"values": {"v1": 9}}', ["x**2 + x", "x=3"], 0, "v1    9"),
        ('{"values": {"h1": null, "z1": 0.08}}', [], 1, "Still to do: h1."),
    ],
)
def test_check_marks_a_file_of_answers(tmp_path, capsys, answers, words, status, said):
    path = tmp_path / "answers.json"
    path.write_text(answers, encoding="utf-8")
    assert cli.main(["check", str(path), *words]) == status
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, b"\xff", b"[1]", b"{}", b'{"values": {"nobody": 1}}'])
def test_check_refuses_a_file_that_is_no_answers(tmp_path, capsys, content):
    path = tmp_path / "answers.json"
    if content is not None:
        path.write_bytes(content)
    assert cli.main(["check", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_several_files_are_marked_one_after_the_other(tmp_path, capsys):
    right, wrong = tmp_path / "right.json", tmp_path / "wrong.json"
    right.write_text('{"values": {"y": 9}}', encoding="utf-8")
    wrong.write_text('{"values": {"y": 8}}', encoding="utf-8")
    assert cli.main(["check", str(right), str(wrong), "x**2", "x=3"]) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"{right}\nwhat")
    assert f"\n\n{wrong}\nwhat" in out
    assert cli.main(["check", str(right), str(right), "x**2", "x=3"]) == 0


def test_the_file_that_cannot_be_marked_is_named(tmp_path, capsys):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text('{"values": {"y": 9}}', encoding="utf-8")
    bad.write_text('{"value": {"y": 9}}', encoding="utf-8")
    assert cli.main(["check", str(good), str(bad), "x**2", "x=3"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "bad.json: 'value' is no part of the answers; did you mean \"values\"?" in err


def test_answers_are_read_from_the_standard_input_and_marks_given_as_json(capsys, monkeypatch):
    text = '{"values": {"h1": 0.5200, "o1": "..."}, "grads": {"w5": -0.02592286}}'
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert cli.main(["check", "-", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["ok"], report["first_wrong"], report["open"]) == (False, "w5", ["o1"])
    h1, w5 = report["marks"]
    assert (h1["label"], h1["verdict"], h1["yours"], h1["causes"]) == ("h1", "right", "0.5200", [])
    assert w5["correct"] == pytest.approx(0.02592286, abs=5e-9)
    assert "minus" in w5["causes"][0] or "sign" in w5["causes"][0]


def test_the_folder_of_the_example_is_made(capsys):
    assert cli.main(["example", "2-2-2", "-o", "pages/example"]) == 0
    assert sorted(os.listdir("pages/example")) == ["example-2-2-2.html", "example-2-2-2.svg"]
