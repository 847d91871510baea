"""A PNG has a page of its own and no boxes that nobody was warned of."""

import io
import math
import os
import warnings

import numpy as np
import pytest

import nn
from autograd import draw, style, values
from autograd.raster import INSTEAD, LACKING, in_place
from autograd.render import VARIABLE, has_own_fonts, rendered

pytestmark = pytest.mark.skipif(
    bool(os.environ.get(VARIABLE)) or not has_own_fonts(), reason="another renderer is in use"
)


@pytest.fixture
def drawn(monkeypatch):
    """The DOT text that each picture is made of."""
    sources = []

    def noted(source, *arguments):
        sources.append(source)
        return rendered(source, *arguments)

    monkeypatch.setattr("autograd.drawing.rendered", noted)
    return sources


def product(*names):
    a, b = values(**dict.fromkeys(names, -3.0))
    return (a * b).named("F")


def glyph(sign):
    node = f'digraph {{ a [label="{sign}" fontname=Helvetica fixedsize=true width=1 height=1] }}'
    return rendered(node, "png")


@pytest.mark.parametrize("sign", "∇⋮가重ก∈⟨⊙−…∂×·σ√Σ²₁⁻¹Жé≥≈")
def test_the_renderer_lacks_just_the_signs_that_are_said_to_be_lacking(sign):
    assert (glyph(sign) == glyph("\ue123")) == bool(LACKING.match(sign))


def test_signs_put_instead_are_there():
    assert not LACKING.search("".join(INSTEAD.values()))


def test_the_signs_of_a_network_are_all_in_its_png(drawn):
    model = nn.MLP(2, [10, 1], seed=0)
    model([0.3, 0.4]).backward()
    nn.draw(model, numbers=True).pipe("png")
    assert "∇" not in drawn[0]
    assert "⋮" not in drawn[0]
    assert "∂" in drawn[0]


def test_numbers_have_real_minus_signs(drawn):
    draw(product("w", "x")).pipe("png")
    assert "−3<" in drawn[0]
    assert "-3<" not in drawn[0]


@pytest.mark.parametrize(("number", "longest"), [("−3", 2), ("−0.6447", 7), ("−1e−9", 6)])
def test_a_number_with_a_minus_stands_where_one_without_stands(number, longest):
    known = number.replace("−", "+")
    ends = [last_column(cell_with(text, longest)) for text in (number, known)]
    assert ends[0] == pytest.approx(ends[1], abs=2)


def cell_with(number, longest):
    """A PNG of a table with one number, as cards and weights have it."""
    size, wide = 12, math.ceil(0.63 * 12 * longest)
    text = style.font(number.rjust(longest), "#000000", size, style.NUMBER_FONT)
    cell = f'<TD ALIGN="LEFT" FIXEDSIZE="TRUE" WIDTH="{wide}" HEIGHT="16">{text}</TD>'
    table = f'<TABLE BORDER="0" CELLPADDING="0" CELLSPACING="0"><TR>{cell}</TR></TABLE>'
    source = f'digraph {{ bgcolor="white" a [shape=plain label=<{table}>] }}'
    return rendered(in_place(source), "png")


def last_column(png):
    """How far to the right the last dark dot is."""
    images = pytest.importorskip("matplotlib.image")
    dots = images.imread(io.BytesIO(png))[:, :, :3].min(axis=2)
    return np.flatnonzero((dots < 0.5).any(axis=0)).max()


def test_letters_that_will_be_boxes_are_warned_of_with_the_remedy():
    picture = draw(product("가중치", "x"))
    with pytest.warns(UserWarning, match=r"가중치.*\.render\('name\.svg'\).*rsvg-convert"):
        picture.pipe("png")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "가중치" in picture.pipe("svg", encoding="utf-8")


@pytest.mark.parametrize(("theme", "page"), [("light", "#FFFFFF"), ("dark", "#16181D")])
def test_a_png_has_the_background_of_its_theme_and_an_svg_has_none(drawn, theme, page):
    for picture in (
        draw(product("w", "x"), theme=theme),
        nn.draw(nn.MLP(2, [1], seed=0), theme=theme),
        draw(product("w", "x"), theme=theme).copy(),
    ):
        picture.pipe("png")
        assert f'bgcolor="{page}"' in drawn[-1]
        picture.pipe("svg")
        assert "bgcolor=transparent" in drawn[-1]


def test_a_background_of_ones_own_is_kept(drawn):
    picture = draw(product("w", "x"))
    picture.graph_attr["bgcolor"] = "yellow"
    picture.pipe("png")
    assert "bgcolor=yellow" in drawn[0]


def test_a_file_opened_by_itself_has_a_page_of_the_colours_of_its_cards():
    page = "svg:root { background: #16181D; }"
    auto = draw(product("w", "x"), theme="auto").pipe("svg", encoding="utf-8")
    assert page in auto[auto.index("@media (prefers-color-scheme: dark)") :]
    assert page not in draw(product("w", "x")).pipe("svg", encoding="utf-8")
