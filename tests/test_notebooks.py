"""The notebooks as they are stored: tidy, and with outputs that belong to their code.

`python -m tests.notebooks` runs them.
"""

import ast
import re

import pytest

from tests.notebooks import (
    FOLDER,
    KERNEL,
    code_cells,
    differences,
    fingerprint,
    name_of,
    notebooks,
    read,
    source_of,
    tidy,
)

ALL = notebooks()
KOREAN = sorted(FOLDER.glob("ko/*.ipynb"))
GOALS = {"en": "you will be able to", "ko": "할 수 있는 일"}
LINK = re.compile(r"\]\(([^)#:]+\.(?:ipynb|md))")
COMMANDS = re.compile(r"^```bash\n(.*?)^```", re.DOTALL | re.MULTILINE)
READMES = {"README.md": "*.ipynb", "README.ko.md": "ko/*.ipynb"}
HANGUL = re.compile("[가-힣]")
every_notebook = pytest.mark.parametrize("path", ALL, ids=name_of)
every_korean_one = pytest.mark.parametrize("path", KOREAN, ids=name_of)


@every_notebook
def test_stored_outputs_belong_to_the_code(path):
    notebook = read(path)
    assert notebook["metadata"]["chalkgrad"]["code"] == fingerprint(notebook), (
        f"the code changed after it ran: python -m tests.notebooks --write {name_of(path)}"
    )


@every_notebook
def test_nothing_of_the_machine_or_the_run_is_stored(path):
    notebook = read(path)
    assert notebook == tidy(read(path))
    assert set(notebook["metadata"]) == {"chalkgrad", "kernelspec", "language_info"}
    assert notebook["metadata"]["kernelspec"] == KERNEL
    assert all(cell["execution_count"] is None for cell in code_cells(notebook))
    outputs = [output for cell in code_cells(notebook) for output in cell["outputs"]]
    assert not [x for x in outputs if x["output_type"] == "error" or x.get("name") == "stderr"]


@every_notebook
def test_it_opens_with_its_title_and_what_the_reader_will_be_able_to_do(path):
    opening = source_of(read(path)["cells"][0])
    assert opening.startswith("# ")
    assert GOALS["ko" if path in KOREAN else "en"] in opening


@every_notebook
def test_its_first_code_cell_installs_the_project_on_colab_and_nowhere_else(path):
    first = source_of(code_cells(read(path))[0])
    assert first.splitlines()[1:] == [
        "import sys",
        "",
        'if "google.colab" in sys.modules:',
        '    %pip install -q "chalkgrad[notebook]"',
    ]


@every_notebook
def test_it_is_small_enough_to_be_shown(path):
    assert path.stat().st_size < 1_000_000


@every_notebook
def test_its_links_lead_somewhere(path):
    prose = [source_of(cell) for cell in read(path)["cells"] if cell["cell_type"] == "markdown"]
    links = LINK.findall("\n".join(prose))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("readme", READMES)
def test_a_readme_links_to_every_notebook_of_its_language(readme):
    if not (FOLDER.parent / readme).exists() or not ALL:
        pytest.skip("not a checkout")
    links = LINK.findall((FOLDER.parent / readme).read_text(encoding="utf-8"))
    assert [link for link in links if not (FOLDER.parent / link).exists()] == []
    linked = [FOLDER.parent / link for link in links if link.endswith("ipynb")]
    assert linked == sorted(FOLDER.glob(READMES[readme]))


def test_the_korean_readme_starts_with_the_same_two_commands():
    texts = [FOLDER.parent / readme for readme in READMES]
    if not all(text.exists() for text in texts):
        pytest.skip("not a checkout")
    english, korean = (COMMANDS.findall(text.read_text(encoding="utf-8"))[:2] for text in texts)
    assert [command.replace(" --lang ko", "") for command in korean] == english


@every_korean_one
def test_a_korean_notebook_runs_the_code_of_the_english_one(path):
    korean, english = read(path), read(FOLDER / path.name)
    codes = [map(source_of, code_cells(notebook)) for notebook in (korean, english)]
    for ours, theirs in zip(*codes, strict=True):
        assert _without_words(ours) == _without_words(theirs)


@every_korean_one
def test_a_korean_notebook_speaks_korean_throughout(path):
    words = [source_of(cell) for cell in read(path)["cells"] if cell["cell_type"] == "markdown"]
    assert [text for text in words if not HANGUL.search(text)] == []


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("E = 0.0239719", "E = 0.0239719", False),
        ("E = 0.02397190001", "E = 0.02397190002", False),
        ("E = 0.0239719", "E = 0.0239819", True),
        ("E falls", "E rises", True),
        ("1 2", "1 2 3", True),
        ("x = −5", "x = 5", True),
    ],
)
def test_outputs_that_contradict_the_stored_ones_are_found(before, after, found):
    old, new = (
        {"cells": [_cell({"output_type": "stream", "name": "stdout", "text": [text]})]}
        for text in (before, after)
    )
    assert bool(differences(old, new)) == found


def test_outputs_that_are_missing_are_found():
    old = {"cells": [_cell({"output_type": "display_data", "data": {"image/png": "AAAA"}})]}
    assert differences(old, {"cells": [_cell()]}) == [
        "cell 1: it gave image/png, and now gives nothing"
    ]


def test_a_picture_may_be_drawn_by_another_version():
    old, new = (
        {"cells": [_cell({"output_type": "display_data", "data": {"image/png": bits}})]}
        for bits in ("AAAA", "BBBB")
    )
    assert differences(old, new) == []


@pytest.mark.parametrize("installed", [True, False])
def test_what_pytorch_prints_is_held_to_only_where_it_is_installed(monkeypatch, installed):
    monkeypatch.setattr("tests.notebooks.find_spec", lambda name: name if installed else None)
    old, new = {"cells": [_cell(tags=["torch"])]}, {"cells": [_cell({"text": ["PyTorch"]})]}
    assert bool(differences(old, new)) == installed


def _cell(*outputs, tags=()):
    metadata = {"tags": list(tags)}
    return {"cell_type": "code", "metadata": metadata, "source": [], "outputs": list(outputs)}


def _without_words(code):
    """The code as a tree in which strings are empty and the language is not chosen."""
    tree = ast.parse(re.sub(r"(?m)^(\s*)%.*$", r"\1pass", code))
    return ast.dump(Wordless().visit(tree))


class Wordless(ast.NodeTransformer):
    """Takes the words out of a program, and the order that they have in a sentence."""

    def visit_Constant(self, node):
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_JoinedStr(self, node):
        parts = [self.visit(part) for part in node.values]
        numbers = [part for part in parts if isinstance(part, ast.FormattedValue)]
        return ast.JoinedStr(sorted(numbers, key=ast.dump))

    def visit_Call(self, node):
        self.generic_visit(node)
        node.keywords = [keyword for keyword in node.keywords if keyword.arg != "lang"]
        return node
