"""README.md and CONTRIBUTING.md: their examples run, their links lead somewhere."""

import re
from pathlib import Path

import pytest

from autograd import draw, values
from nn import MLP

ROOT = Path(__file__).resolve().parent.parent
PAGES = ["README.md", "README.ko.md", "CONTRIBUTING.md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPTIONAL = ("sklearn", "dask", "distributed", "torch")


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_that_are_there(page):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", (ROOT / page).read_text(encoding="utf-8"))
    here = [link for link in links if "://" not in link]
    assert not [link for link in here if not (ROOT / link).exists()]


def test_the_python_of_the_readme_runs_from_top_to_bottom(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    names = {}
    blocks = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    for block in blocks:
        if not any(name in block for name in OPTIONAL):
            exec(compile(block, "README.md", "exec"), names)
    assert "-7.0 5.0 -2.0 1.0\n" in capsys.readouterr().out


def test_the_weights_of_the_readme_s_network_go_to_pytorch_and_back():
    torch = pytest.importorskip("torch")
    blocks = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    (block,) = [block for block in blocks if "import torch" in block]
    model = MLP(2, [8, 1], output="sigmoid", seed=1)
    before = model([0.3, -0.2]).data
    names = {"model": model}
    exec(compile(block, "README.md", "exec"), names)
    there = names["net"](torch.tensor([0.3, -0.2], dtype=torch.float64)).item()
    assert there == pytest.approx(before, rel=1e-12)
    assert model([0.3, -0.2]).data == before


def test_the_picture_of_the_readme_is_the_one_that_its_example_draws():
    w, x, b = values(w=-2.0, x=5.0, b=3.0)
    F = (w * x + b).named("F")
    F.backward()
    shown = (ROOT / "tests" / "data" / "first-graph.svg").read_text(encoding="utf-8")
    drawn = str(draw(F, theme="auto").pipe("svg", encoding="utf-8"))
    assert texts(shown) == texts(drawn)
