"""The step-by-step page, tried in a real browser."""

import base64
import json
import os
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

import autograd as ag
import nn
from autograd import Value, sigmoid, steps, values
from autograd.stepper.words import ENGLISH, KOREAN
from tests.networks import UPDATED, worked_example

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = [
    "</script><script>document.title='x'</script>",
    "<img src=x onerror=\"document.title='x'\">",
    "a & b &lt; c",
    "\"quoted\" 'twice'",
    "two\nlines\u2028three",
    "{name} $title ${x} \\n `",
    "\x00\ud800",
]


def worked_steps(**options):
    return steps(worked_example(), update=UPDATED, lr=0.5, **options)


def small_example(**options):
    w, x, b = values(w=-2.0, x=5.0, b=3.0)
    return steps((w * x + b).named("F"), update=[w], lr=0.5, **options)


EXAMPLE = worked_steps()
H1 = 7  # the step that computes h1


# Without a browser


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_worked_example_fits_into_one_small_file(tmp_path, lang):
    page = tmp_path / "page.html"
    EXAMPLE.save(page, lang=lang)
    assert page.stat().st_size < 150_000
    text = page.read_text(encoding="utf-8")
    assert f'<html lang="{lang}">' in text
    assert not re.search(r"""(src|href)=["'](?!data:)""", text)


def test_saving_replaces_the_file_at_once_and_leaves_nothing_beside_it(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("before")
    small_example().save(page)
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert os.listdir(tmp_path) == ["page.html"]


def test_where_saving_fails_what_was_there_stays(tmp_path, monkeypatch):
    page = tmp_path / "page.html"
    page.write_text("before")

    def full(*args):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ag.AutogradError, match="disk full"):
        small_example().save(page)
    assert page.read_text() == "before"
    assert os.listdir(tmp_path) == ["page.html"]


def test_an_unknown_language_is_refused(tmp_path):
    with pytest.raises(ag.AutogradError, match="'en' and 'ko', not 'fr'"):
        EXAMPLE.save(tmp_path / "page.html", lang="fr")
    with pytest.raises(ag.AutogradError, match="'fr'"):
        small_example(lang="fr")
    assert os.listdir(tmp_path) == []


def test_both_languages_have_the_same_words():
    assert list(ENGLISH) == list(KOREAN)
    for key, text in ENGLISH.items():
        also = {"{number}"} if key == "use" else set()
        also |= {"{before}", "{after}"} if key.startswith("say_") else set()
        facts = set(re.findall(r"\{\w+\}", text)) | also
        assert set(re.findall(r"\{\w+\}", KOREAN[key])) <= facts


def test_a_graph_too_large_for_a_page_is_refused_with_a_remedy():
    x = Value(0.5)
    for _ in range(1500):
        x = x * x + 0.5
    with pytest.raises(ag.AutogradError, match=r"up to 2000 nodes.*print"):
        steps(ag.tanh(x)).html()


def test_a_picture_that_nobody_can_follow_comes_with_a_warning():
    loss = ((nn.MLP(2, [16, 16, 1], seed=0)(values(x1=0.1, x2=0.2)) - 1) ** 2).named("E")
    with pytest.warns(UserWarning, match=r"742 steps and .* \d+ boxes high.*a smaller network"):
        steps(loss).html()


def order_of_columns(picture):
    """The names in each column of the picture, from above."""
    columns = {}
    for node, (x, y) in zip(picture.scene.nodes, picture.layout.places):
        columns.setdefault(round(x / 30), []).append((y, node.label))
    return [[label for _, label in sorted(column)] for column in columns.values()]


@pytest.mark.parametrize(
    "targets", [(0.4, 0.6), values(t1=0.4, t2=0.6)], ids=["numbers", "Values"]
)
def test_what_was_written_first_stands_above_whatever_the_targets_are(targets):
    x1, x2 = values(x1=0.1, x2=0.2)
    w1, w2, w3, w4, w5, w6, w7, w8 = values(
        w1=0.3, w2=0.25, w3=0.4, w4=0.35, w5=0.45, w6=0.4, w7=0.7, w8=0.6
    )
    h1 = sigmoid((w1 * x1 + w2 * x2).named("z1")).named("h1")
    h2 = sigmoid((w3 * x1 + w4 * x2).named("z2")).named("h2")
    o1 = sigmoid((w5 * h1 + w6 * h2).named("z3")).named("o1")
    o2 = sigmoid((w7 * h1 + w8 * h2).named("z4")).named("o2")
    t1, t2 = targets
    loss = (0.5 * ((t1 - o1) ** 2 + (t2 - o2) ** 2)).named("E")
    columns = order_of_columns(steps(loss)._page().picture)
    for pair in (["z1", "z2"], ["h1", "h2"], ["z3", "z4"], ["o1", "o2"], ["w7", "w8"]):
        assert [[n for n in c if n in pair] for c in columns if pair[0] in c] == [pair]


@pytest.mark.parametrize("sizes", [(2, 2), (2, 2, 2), (2, 2, 3), (2, 3, 3), (4, 3, 2), (2, 4, 4)])
@pytest.mark.parametrize("add", [ag.total, sum], ids=["total", "sum"])
def test_the_units_of_a_layer_stand_in_their_order(sizes, add):
    inputs = [Value(0.1 * i, f"x{i}") for i in range(1, sizes[0] + 1)]
    outputs = nn.MLP(sizes[0], list(sizes[1:]), seed=3).outputs(inputs)
    targets = [Value(0.3 * i, f"t{i}") for i in range(1, sizes[-1] + 1)]
    loss = add([(t - o) ** 2 for t, o in zip(targets, outputs)]).named("E")
    columns = order_of_columns(steps(loss)._page().picture)
    for column in columns:
        for kind in "xzhot":
            alike = [name for name in column if name[:1] == kind]
            assert alike == sorted(alike)


def test_without_a_renderer_the_boxes_stand_in_columns(monkeypatch):
    monkeypatch.setenv("CHALKGRAD_DOT", "no-such-program")
    page = EXAMPLE.html()
    places = re.findall(r'<g class="node [^>]*translate\(([\d.]+) ([\d.]+)\)', page)
    assert len(places) == len(set(places)) == 35


def test_the_still_picture_is_well_formed_whatever_the_labels():
    w, x = Value(2.0, HOSTILE[0]), Value(3.0, HOSTILE[6])
    page = steps((w * x).named(HOSTILE[1])).html()
    encoded = re.search(r"data:image/svg\+xml;base64,([^\"]*)", page).group(1)
    picture = ElementTree.fromstring(base64.b64decode(encoded))
    texts = [e.text for e in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert HOSTILE[0] in texts
    assert "∂ 3" in texts


def test_a_notebook_gets_the_page_in_a_closed_frame_and_a_picture_beside_it():
    shown = EXAMPLE._repr_html_()
    assert 'sandbox="allow-scripts"' in shown
    assert "allow-same-origin" not in shown
    assert "data:image/svg+xml" in shown
    assert "0.02592286" in shown.partition("<pre>")[2]


# In a browser


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if BROWSER is None:
        pytest.skip("no Chromium is installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Opens steps as a saved page; every request and every error fails the test."""
    contexts, requests, errors = [], [], []

    def open_page(every=EXAMPLE, *, at=None, text=None, **options):
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        context.set_default_timeout(8_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: requests.append(r.url))
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        file = tmp_path / "page.html"
        if text is None:
            every.save(file)
        else:
            file.write_text(text, encoding="utf-8")
        page.goto(file.as_uri() + (f"#step={at}" if at is not None else ""))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
    assert [url for url in requests if not url.startswith(("file:", "data:", "about:"))] == []


def count(page):
    return int(page.locator("#count").inner_text().split("/")[0])


def wait_until(page, condition):
    for _ in range(80):
        if condition():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not happen within 8 seconds")


def box(page, name):
    title = page.locator(".t", has_text=re.compile(f"^{re.escape(name)}$"))
    return page.locator("#graph .node").filter(has=title)


def shown(page, name):
    node = box(page, name)
    return node.locator(".v").text_content(), node.locator(".g").text_content()


def test_keys_move_through_the_steps(opened):
    page = opened()
    end = len(EXAMPLE)
    for key, expected in [
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("ArrowLeft", 1),
        ("PageDown", 24),
        ("PageDown", 62),
        ("PageUp", 24),
        ("End", end),
        ("ArrowRight", end),
        ("Home", 0),
        ("ArrowLeft", 0),
    ]:
        page.keyboard.press(key)
        assert count(page) == expected, key


def test_buttons_move_through_the_steps(opened):
    page = opened()
    for name, expected in [
        ("Next step", 1),
        ("Last step", len(EXAMPLE)),
        ("Previous step", len(EXAMPLE) - 1),
        ("First step", 0),
        ("Backward", 24),
        ("Update", 62),
        ("Forward again", 70),
        ("Forward", 1),
    ]:
        page.get_by_role("button", name=name, exact=True).click()
        assert count(page) == expected, name
    assert page.get_by_role("button", name="Forward", exact=True).get_attribute("aria-current")


def test_the_scrubber_goes_to_any_step(opened):
    page = opened()
    page.locator("#scrub").fill("47")
    assert count(page) == 47
    assert page.locator("#say").inner_text().startswith("Go back from w5·h1 to h1")
    page.locator("#scrub").focus()
    page.keyboard.press("ArrowRight")
    assert count(page) == 48


def test_play_goes_on_by_itself_until_it_is_paused(opened):
    page = opened()
    page.locator("#speed").select_option("4")
    page.locator("h1").click()
    page.keyboard.press(" ")
    wait_until(page, lambda: count(page) >= 2)
    page.get_by_role("button", name="Pause").click()
    stopped = count(page)
    page.wait_for_timeout(900)
    assert count(page) == stopped
    assert page.get_by_role("button", name="Play").is_visible()


def test_play_stops_at_the_end(opened):
    page = opened(small_example(), at=8)
    page.locator("#speed").select_option("4")
    page.locator("#play").click()
    page.get_by_role("button", name="Play").wait_for()
    assert count(page) == 9


def test_every_step_shows_its_own_number(opened):
    page = opened()
    for i, step in enumerate(EXAMPLE, 1):
        page.keyboard.press("ArrowRight")
        assert count(page) == i
        result = page.locator("#formula .result").inner_text()
        assert step.columns[-1] == f"= {result}"
        number = page.locator(".node.focus").locator(".g" if step.phase == "backward" else ".v")
        assert number.text_content().removeprefix("∂ ") == result


def test_gradients_are_shown_once_they_are_computed(opened):
    page = opened(at=23)
    assert shown(page, "E") == ("0.02397190", "")
    page.keyboard.press("ArrowRight")
    assert shown(page, "E") == ("0.02397190", "∂ 1")
    assert shown(page, "w5") == ("0.45", "")
    page.goto(page.url.partition("#")[0] + "#step=46")
    assert shown(page, "w5") == ("0.45", "∂ 0.02592286")
    assert shown(page, "h1") == ("0.51998934", "∂ 0.00997311")
    page.keyboard.press("ArrowRight")
    assert shown(page, "h1") == ("0.51998934", "∂ 0.03240681")
    page.keyboard.press("End")
    assert shown(page, "w5") == ("0.43703857", "")
    assert shown(page, "E")[0] == "0.02323634"
    page.keyboard.press("Home")
    assert shown(page, "E") == ("", "")


def test_after_the_update_gradients_are_those_of_the_old_weights(opened):
    page = opened(at=69)
    assert shown(page, "w5") == ("0.43703857", "∂ 0.02592286")
    box(page, "w5").click()
    facts = page.locator("#details .facts")
    assert facts.inner_text().split("\n") == ["value 0.43703857", "gradient 0.02592286"]
    page.keyboard.press("ArrowRight")
    assert facts.inner_text().split("\n") == [
        "value 0.43703857",
        "gradient at the old weights 0.02592286",
    ]
    assert "at the old weights" in page.locator("#details h3").last.inner_text()


def test_a_newcomer_is_told_what_the_empty_boxes_are(opened):
    page = opened()
    assert "Press →" in page.locator("#say").inner_text()
    assert "The empty ones are filled in on the way" in page.locator("#rule").inner_text()
    page.keyboard.press("ArrowRight")
    assert "empty" not in page.locator("#now").inner_text()


def test_the_two_ways_into_a_square_are_told_apart(opened):
    x = Value(3.0, "x")
    page = opened(steps((x * x).named("y")), at=2)
    assert page.locator("#rule").inner_text() == "Local derivative: through the first x: x = 3"
    assert page.locator("#formula .fraction").count() == 2
    page.keyboard.press("ArrowRight")
    assert page.locator("#rule").inner_text() == "Local derivative: through the second x: x = 3"
    box(page, "x").click()
    assert "through the second x: 3 + 1 × 3 = 6" in page.locator("#details").inner_text()


@pytest.mark.parametrize(
    ("loss", "options", "title"),
    [
        ((Value(2.0, "w") * Value(3.0, "x")).named("F"), {}, "F, step by step"),
        (Value(2.0, "w") * Value(3.0, "x"), {}, "w·x, step by step"),
        (Value(2.0, "w") * Value(3.0, "x"), {"subject": "w * x"}, "w * x, step by step"),
        (Value(2.0, "w") * Value(3.0, "x"), {"subject": "</title>"}, "</title>, step by step"),
    ],
)
def test_the_title_says_what_is_computed(opened, loss, options, title):
    page = opened(steps(loss, **options))
    assert page.title() == page.locator("h1").inner_text() == title


def test_a_screen_reader_is_told_the_sentence_and_the_numbers(opened):
    page = opened(at=46)
    spoken = page.locator("#spoken")
    assert spoken.get_attribute("role") == "status"
    assert "Go back from w5·h1 to w5" in spoken.text_content()
    assert "= 0.02592286" in spoken.text_content()
    page.get_by_role("button", name="Quiz").click()
    assert "0.02592286" not in spoken.text_content()


def test_nothing_moves_while_stepping(opened):
    page = opened()
    places = "els => els.map(e => Object.values(e.getBoundingClientRect().toJSON()).join())"
    before = page.locator("#graph rect").evaluate_all(places)
    for _ in range(12):
        for _ in range(8):
            page.keyboard.press("ArrowRight")
        assert page.locator("#graph rect").evaluate_all(places) == before


@pytest.mark.parametrize("width", [900, 1000, 1100])
def test_the_graph_fits_a_narrow_window_and_can_still_be_read(opened, width):
    page = opened(at=46, viewport={"width": width, "height": 800})
    scroll, room = page.locator("#scene").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert scroll <= room
    scale = page.locator("#graph").evaluate("e => e.getScreenCTM().a")
    assert 12 * scale >= 11
    assert shown(page, "w5") == ("0.45", "∂0.02592")
    assert page.locator("#formula .result").inner_text() == "0.02592286"
    page.set_viewport_size({"width": 1600, "height": 800})
    wait_until(page, lambda: shown(page, "w5") == ("0.45", "∂ 0.02592286"))


@pytest.mark.parametrize("width", [900, 1600])
def test_every_number_has_room_in_its_box(opened, width):
    page = opened(at=len(EXAMPLE), viewport={"width": width, "height": 900})
    too_wide = """boxes => boxes.filter(box => {
        const outer = box.querySelector('rect').getBBox();
        return [...box.querySelectorAll('text')].filter(t => t.textContent).some(
            t => t.getBBox().x < 1 || t.getBBox().x + t.getBBox().width > outer.width - 1);
    }).length"""
    for _ in range(4):
        assert page.locator("#graph .node").evaluate_all(too_wide) == 0
        page.keyboard.press("PageUp")


def test_a_link_leads_to_a_step_and_follows_it(opened):
    page = opened(at=30)
    assert count(page) == 30
    page.keyboard.press("ArrowRight")
    assert page.url.endswith("#step=31")
    page.evaluate("location.hash = '#step=5'")
    wait_until(page, lambda: count(page) == 5)
    page.goto(page.url.partition("#")[0] + "#step=100000")
    wait_until(page, lambda: count(page) == len(EXAMPLE))


def test_a_backward_step_marks_its_edge_in_colour_and_dashes(opened):
    page = opened(at=35)
    edge = page.locator(".edge.focus")
    assert edge.count() == 1
    style = edge.evaluate("e => [getComputedStyle(e).strokeDasharray, getComputedStyle(e).stroke]")
    assert style[0] != "none"
    assert page.locator(".node.focus .t").text_content() == "z3"
    assert page.locator(".node.from .t").text_content() == "o1"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert page.locator(".edge.focus").count() == 2
    forward = page.locator(".edge.focus").first
    assert forward.evaluate("e => getComputedStyle(e).strokeDasharray") == "none"


def test_a_picked_value_tells_its_number_rule_and_contributions(opened):
    page = opened(at=61)
    box(page, "h1").click()
    details = page.locator("#details").inner_text()
    assert "value 0.51998934" in details
    assert "h1 = σ(z1)" in details
    assert "∂h1/∂z1 = h1(1 − h1)" in details
    assert "through w7·h1: 0.01424730 × 0.7 = 0.00997311" in details
    assert "through w5·h1: 0.00997311 + 0.04985267 × 0.45 = 0.03240681" in details
    page.keyboard.press("Escape")
    assert "Select a value" in page.locator("#details").inner_text()


def test_a_picked_parameter_marks_its_paths_and_shows_the_chain_rule(opened):
    page = opened(at=61)
    box(page, "w1").focus()
    page.keyboard.press("Enter")
    assert "= 0.00080888" in page.locator("#details pre").inner_text()
    names = page.locator(".node.path .t").all_text_contents()
    assert {"w1", "w1·x1", "z1", "h1", "z3", "z4", "o1", "o2", "E"} <= set(names)
    assert not {"w2", "z2", "h2", "w5"} & set(names)
    assert page.locator(".edge.path").count() == 17
    page.keyboard.press("Enter")
    assert page.locator(".edge.path").count() == 0


def test_the_list_of_all_steps_leads_to_each(opened):
    page = opened()
    assert not page.locator("#steps").is_visible()
    page.get_by_role("button", name="All steps").click()
    assert page.locator("#steps li").count() == len(EXAMPLE)
    page.locator("#steps li").nth(45).click()
    assert count(page) == 46


# Quiz


def test_a_quiz_asks_for_each_number(opened):
    page = opened(worked_steps(quiz=True), at=H1)
    assert shown(page, "h1")[0] == "?"
    assert page.locator("#formula .result").count() == 0
    for answer, verdict in [
        ("half", "That is not a number."),
        ("0.52", "Right so far. Give at least 3 significant digits."),
        ("-0.520", "Not yet: the sign is wrong."),
        ("0.529", "Not yet. Right significant digits so far: 1."),
        ("7", "Not yet."),
        ("0.51998", "Not yet: the further digits are cut off. Round the last digit."),
        ("-0.519", "Not yet."),
        ("0,51999", "Right."),
    ]:
        page.locator("#answer").fill(answer)
        page.locator("#answer").press("Enter")
        assert page.locator("#verdict").inner_text() == verdict
    assert page.locator("#formula .result").inner_text() == "0.51998934"
    assert shown(page, "h1")[0] == "0.51998934"
    assert page.locator("#score").inner_text() == "Score: 1 of 92 right, 91 still open."


def test_a_quiz_gives_a_hint_and_then_the_answer(opened):
    page = opened(worked_steps(quiz=True), at=35)
    page.get_by_role("button", name="Hint").click()
    assert "∂o1/∂z3 = o1(1 − o1)" in page.locator("#verdict").inner_text()
    page.get_by_role("button", name="Show answer").click()
    assert page.locator("#formula .result").inner_text() == "0.04985267"
    assert page.locator("#score").inner_text() == "Score: 0 of 92 right, 91 still open."


@pytest.mark.parametrize(
    ("typed", "right"), [("0.0208", False), ("0.0209", False), ("0.209", True)]
)
def test_every_digit_that_was_typed_counts(opened, typed, right):
    page = opened(worked_steps(quiz=True), at=33)  # 0.20944600
    page.locator("#answer").fill(typed)
    page.locator("#answer").press("Enter")
    assert (page.locator("#formula .result").count() == 1) == right


def test_a_weight_as_it_was_before_the_update_is_not_right(opened):
    page = opened(worked_steps(quiz=True), at=66)  # w1: 0.3 becomes 0.29959556
    for answer, verdict in [
        ("0.300", "That is also the number before the update. Give more digits."),
        ("0.2996", "Right."),
    ]:
        page.locator("#answer").fill(answer)
        page.locator("#answer").press("Enter")
        assert page.locator("#verdict").inner_text() == verdict


def test_answers_survive_a_reload(opened):
    page = opened(worked_steps(quiz=True), at=5)
    page.locator("#answer").fill("0.08")
    page.locator("#answer").press("Enter")
    page.reload()
    assert page.locator("#score").inner_text().startswith("Score: 1 of 92")
    page.get_by_role("button", name="Start over").click()
    assert page.locator("#score").inner_text().startswith("Score: 0 of 92")


def test_the_quiz_can_be_switched_on_and_off(opened):
    page = opened(at=H1)
    switch = page.get_by_role("button", name="Quiz")
    switch.click()
    assert page.locator("#answer").is_visible()
    page.locator("#answer").press("End")
    assert count(page) == H1
    switch.click()
    assert page.locator("#formula .result").inner_text() == "0.51998934"


# Looks


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_colour_scheme(opened, scheme):
    page = opened(color_scheme=scheme)
    color = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert color == {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 24, 29)"}[scheme]


def test_with_reduced_motion_nothing_slides(opened):
    page = opened(reduced_motion="reduce", viewport={"width": 700, "height": 800})
    assert page.locator("#n0 rect").evaluate("e => getComputedStyle(e).transitionDuration") == "0s"
    page.keyboard.press("End")
    assert page.locator("#scene").evaluate("e => e.scrollLeft") > 0


def test_on_a_narrow_screen_only_the_graph_scrolls(opened):
    page = opened(viewport={"width": 700, "height": 800}, at=47)
    assert page.evaluate("document.documentElement.scrollWidth") <= 700


def test_print_lists_all_steps(opened, tmp_path):
    page = opened(color_scheme="dark")
    page.emulate_media(media="print")
    assert page.locator("#steps li").last.is_visible()
    assert page.locator("#still").is_visible()
    assert not page.locator("#controls").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(29, 33, 41)"
    assert page.pdf().startswith(b"%PDF")


def test_the_page_speaks_korean(opened):
    page = opened(worked_steps(lang="ko"), at=35)
    assert page.locator("html").get_attribute("lang") == "ko"
    assert page.get_by_role("button", name="역전파").get_attribute("aria-current") == "step"
    assert (
        page.locator("#say").inner_text()
        == "o1에서 z3 쪽으로 되돌아갑니다: 상류 기울기 × 국소 미분."
    )
    page.locator("#scene").evaluate("e => e.remove()")
    assert not re.search(r"[A-Za-z]{4,}", page.locator("main").inner_text())


def test_without_scripts_the_picture_and_all_steps_are_there(opened):
    page = opened(java_script_enabled=False)
    assert page.locator("#still").is_visible()
    step = page.locator("#steps li").nth(45).inner_text()
    assert step.endswith("= 0.02592286 (∂(w5·h1)/∂w5 = h1)")
    assert not page.locator("#controls").is_visible()


def test_in_a_notebook_without_scripts_the_still_picture_stands_alone(opened):
    text = f"<!doctype html><meta charset=utf-8><p>Out[1]:</p>{EXAMPLE._repr_html_()}"
    page = opened(text=text, java_script_enabled=False)
    assert page.frames == [page.main_frame]
    assert page.locator("img").is_visible()
    assert "0.02592286" in page.locator("pre").inner_text()


def test_in_a_notebook_the_frame_works_and_the_picture_hides(opened):
    page = opened(text=f"<!doctype html><meta charset=utf-8><p>Out[1]:</p>{EXAMPLE._repr_html_()}")
    frame = page.frame_locator("iframe")
    frame.locator("#next").click()
    frame.get_by_role("button", name="Backward").click()
    assert frame.locator("#count").inner_text() == "24 / 92"
    frame.get_by_role("button", name="Quiz").click()
    frame.get_by_role("button", name="Show answer").click()
    assert frame.locator("#formula .result").inner_text() == "1"
    assert not page.locator("pre").is_visible()


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_stay_text(opened, label):
    w, x = Value(2.0, label), Value(3.0, "x")
    page = opened(steps((w * x).named(f"E{label}"), update=[w], lr=0.1))
    title = page.title()
    page.keyboard.press("End")
    page.locator("#n0").click()
    expected = " ".join(label.split()).replace("\x00", r"\x00").replace("\ud800", r"\ud800")
    assert page.locator("#n0 .t").text_content() == expected
    assert page.locator("#details h2").text_content().startswith(expected)
    assert page.title() == title
    assert page.locator("img:not(#still)").count() == 0
    assert json.loads(page.locator("#data").text_content())["nodes"][0]["name"] == expected


@pytest.mark.parametrize(
    ("at", "scheme"), [(7, "light"), (47, "dark"), (62, "light"), (92, "dark")]
)
def test_axe_finds_nothing_to_mend(opened, scheme, at):
    folders = [Path(__file__), *Path(__file__).resolve().parents]
    scripts = [folder / "node_modules/axe-core/axe.min.js" for folder in folders]
    script = next(filter(Path.is_file, scripts), None)
    if script is None:
        pytest.skip("axe-core is not installed (npm install axe-core)")
    page = opened(worked_steps(quiz=at == 62), color_scheme=scheme, at=at)
    page.locator("#n0").click()
    page.get_by_role("button", name="All steps").click()
    page.evaluate(script.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))"
    )
    assert found == []


def test_a_graph_of_500_nodes_is_paged_through(opened):
    xs = [Value(0.01 * i, f"x{i}") for i in range(100)]
    while len(xs) > 1:
        xs = [ag.tanh(a * b + a) for a, b in zip(xs[::2], xs[1::2])] + xs[len(xs) & ~1 :]
    every = steps(xs[0].named("y"))
    page = opened(every)
    for key in ["PageDown", "PageDown", *["ArrowRight"] * 5]:
        page.keyboard.press(key)
    assert page.locator("#formula .result").is_visible()
    page.keyboard.press("End")
    assert count(page) == len(every)
