"""The READMEs and CONTRIBUTING.md: examples run, links lead somewhere, languages agree."""

import re
from pathlib import Path

import pytest

from autograd import draw, values
from nn import MLP

ROOT = Path(__file__).resolve().parent.parent
PAGES = ["README.md", "README.ko.md", "CONTRIBUTING.md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
KOREAN = (ROOT / "README.ko.md").read_text(encoding="utf-8")
PAIR = (KOREAN, README)
FACT = r"\d+(?:[,.-]\d+)*|micrograd|XAD|PyTorch|JAX|CasADi|NumPy"
OPTIONAL = ("sklearn", "dask", "distributed", "torch")


def examples(page, kind):
    return re.findall(rf"```{kind}\n(.*?)```", page, flags=re.DOTALL)


def without_comments(code):
    return re.sub(r"\s*#.*", "", code)


def tables(page):
    """Of each table, the numbers and the names of libraries in each cell of each row."""
    found = re.findall(r"(?:^\|.*\n)+", page, flags=re.MULTILINE)
    rows = [[row.strip("|").split("|") for row in table.splitlines()] for table in found]
    return [[[re.findall(FACT, cell) for cell in row] for row in table] for table in rows]


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_that_are_there(page):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", (ROOT / page).read_text(encoding="utf-8"))
    here = [link for link in links if "://" not in link]
    assert not [link for link in here if not (ROOT / link).exists()]


@pytest.mark.parametrize("page", [README, KOREAN], ids=["English", "Korean"])
def test_the_python_of_a_readme_runs_from_top_to_bottom(page, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    names = {}
    for block in examples(page, "python"):
        if not any(name in block for name in OPTIONAL):
            exec(compile(block, "README", "exec"), names)
    assert "-7.0 5.0 -2.0 1.0\n" in capsys.readouterr().out


def test_the_weights_of_the_readme_s_network_go_to_pytorch_and_back():
    torch = pytest.importorskip("torch")
    (block,) = [block for block in examples(README, "python") if "import torch" in block]
    model = MLP(2, [8, 1], output="sigmoid", seed=1)
    before = model([0.3, -0.2]).data
    names = {"model": model}
    exec(compile(block, "README.md", "exec"), names)
    there = names["net"](torch.tensor([0.3, -0.2], dtype=torch.float64)).item()
    assert there == pytest.approx(before, rel=1e-12)
    assert model([0.3, -0.2]).data == before


@pytest.mark.parametrize("kind", ["python", "text"])
def test_the_korean_examples_are_the_english_ones_but_for_comments(kind):
    korean = [without_comments(code) for code in examples(KOREAN, kind)]
    assert korean == [without_comments(code) for code in examples(README, kind)]


def test_the_korean_readme_has_the_sections_of_the_english_one():
    korean, english = (re.findall(r"^(##+) ", page, flags=re.MULTILINE) for page in PAIR)
    assert korean == english


def test_every_cell_of_the_korean_tables_of_speed_and_of_others_has_the_english_facts():
    # The first table differs: it lists the notebooks that exist in Korean.
    (_, *korean), (_, *english) = map(tables, PAIR)
    assert len(english) == 2
    assert korean == english


@pytest.mark.parametrize("page", PAIR, ids=["Korean", "English"])
def test_both_readmes_tell_where_when_and_how_it_was_measured(page):
    speed = page[page.index("tests.benchmarks") :]
    for fact in ("2.5 GHz Xeon", "Python 3.11", "2026", "240"):
        assert fact in speed


def test_the_picture_of_the_readme_is_the_one_that_its_example_draws():
    w, x, b = values(w=-2.0, x=5.0, b=3.0)
    F = (w * x + b).named("F")
    F.backward()
    shown = (ROOT / "tests" / "data" / "first-graph.svg").read_text(encoding="utf-8")
    drawn = str(draw(F, theme="auto").pipe("svg", encoding="utf-8"))
    assert texts(shown) == texts(drawn)
