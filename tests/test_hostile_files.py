"""Files of weights and of answers from anywhere: read, or refused soon and without a trace."""

import io
import json
import pickle
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograd import AutogradError, Value, values
from autograd.answer_file import check_answers
from nn import MLP, WeightsError

MODEL = MLP(2, [3, 1], seed=1)
NUMBERS = [p.data for p in MODEL.parameters()]
MOST_MEMORY = 50_000_000


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "model.npz"
    MODEL.save(path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile") / "model.npz"


@pytest.fixture(autouse=True)
def nothing_is_unpickled(monkeypatch):
    def fail(*_, **__):
        pytest.fail("a file was unpickled")

    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, fail)


def loaded(path, content):
    """The model in a file of that content, or None where it was refused as weights."""
    path.write_bytes(content)
    tracemalloc.start()
    model, message = None, ""
    try:
        model = MLP.load(path)
    except WeightsError as error:
        message = str(error)
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < MOST_MEMORY
    assert len(message.splitlines()) < 2
    return model


@given(data=st.data())
def test_a_damaged_file_of_weights_is_refused_or_holds_the_same_model(saved, place, data):
    content = bytearray(saved)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))
    model = loaded(place, bytes(content[:cut]))
    if model is not None:
        assert all(np.isfinite(p.data) for p in model.parameters())


@given(content=st.binary(max_size=300))
@example(content=b"PK\x05\x06" + bytes(18))
@example(content=b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,), }")
@example(content=pickle.dumps({"a": 1}))
def test_any_bytes_are_refused_as_weights(place, content):
    assert loaded(place, content) is None


def archive(saved, compression=zipfile.ZIP_STORED, **members):
    """The saved archive with some members replaced or added, each as bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved)) as old, zipfile.ZipFile(file, "w", compression) as new:
        for name in old.namelist():
            new.writestr(name, members.pop(name.removesuffix(".npy"), old.read(name)))
        for name, content in members.items():
            new.writestr(name, content)
    return file.getvalue()


def header(descr, shape, content=b""):
    file = io.BytesIO()
    fields = {"descr": descr, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_2_0(file, fields)
    return file.getvalue() + content


@pytest.mark.parametrize(
    "member",
    [
        header("<f8", (3, 10**12)),
        header("<f8", (10**9, 2)),
        header("<f8", (2**62, 2**62)),
        header("<f8", (-3, 2)),
        header("<f8", (0, 2)),
        header("|V1000000", (10**6, 2)),
        header("<U100000000", (3, 2)),
        header("|O", (3, 2), pickle.dumps([1])),
        header("<c16", (3, 2), bytes(96)),
        header("<M8[s]", (3, 2), bytes(48)),
        header("<f8", (3, 2), np.full(6, np.nan).tobytes()),
        b"\x93NUMPY\x02\x00" + (2**31).to_bytes(4, "little"),
        b"\x93NUMPY\x01\x00\x10\x00" + b"(" * 16,
        b"\x93NUMPY\x09\x00",
        b"not an array",
        b"",
    ],
    ids=range(16),
)
def test_arrays_that_are_not_what_they_say_are_refused_at_once(saved, place, member):
    assert loaded(place, archive(saved, **{"layers.0.weight": member})) is None


def test_a_small_file_that_unpacks_to_a_large_one_is_refused_unread(saved, place):
    zeros = header("<f8", (10**7, 10), bytes(8 * 10**7))
    content = archive(saved, zipfile.ZIP_DEFLATED, **{"layers.0.weight": zeros})
    assert len(content) < 10**6
    assert loaded(place, content) is None


@pytest.mark.parametrize("name", ["../../escape.npy", "/etc/hosts.npy", "a" * 60_000, "x.weight"])
def test_members_with_other_names_are_refused(saved, place, name):
    assert loaded(place, archive(saved, **{name: b"text"})) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)
TEMPLATES = st.sampled_from(
    ["{l.__class__}", "{n:>99999999}", "{n!r:9}", "{", "{}", "{0}", "{n:{l}}", "{n[0]}", "{q}"]
)
NAMES = st.fixed_dictionaries(
    {name: TEMPLATES | st.just("v") | JSON for name in ("weight", "bias", "sum")},
    optional={"hidden": JSON, "output": st.just("o{j}")},
)


@given(
    change=st.dictionaries(
        st.sampled_from(["n_in", "sizes", "activation", "output", "bias", "dropout", "version"]),
        JSON | st.sampled_from(["elu(1e999)", "elu(nan)", "leaky_relu(__import__)", 10**400]),
        max_size=2,
    ),
    names=st.none() | NAMES,
)
def test_a_description_that_makes_no_sense_is_refused(saved, place, change, names):
    with np.load(io.BytesIO(saved)) as old:
        described = json.loads(str(old["architecture"]))
    described |= change | ({} if names is None else {"names": names})
    member = io.BytesIO()
    np.save(member, np.array(json.dumps(described)))
    loaded(place, archive(saved, architecture=member.getvalue()))


@pytest.mark.parametrize("text", ["[" * 100_000, "9" * 10_000, '{"a":' * 50_000, "\ud800", "NaN"])
def test_a_description_of_any_depth_is_refused(saved, place, text):
    member = io.BytesIO()
    np.save(member, np.array(text))
    assert loaded(place, archive(saved, architecture=member.getvalue())) is None


@pytest.mark.parametrize(
    "state",
    [
        {"layers.0.weight": np.zeros((3, 2)), "layers.0.bias": np.zeros(3)},
        {name: np.full_like(array, np.nan) for name, array in MODEL.state_dict().items()},
        {name: array.astype(object) for name, array in MODEL.state_dict().items()},
        {name: array.T[..., None] for name, array in MODEL.state_dict().items()},
        MODEL.state_dict() | {"layers.1.bias": ["one"]},
        MODEL.state_dict() | {"layers.1.bias": [None]},
        MODEL.state_dict() | {"layers.1.bias": [1e999]},
        MODEL.state_dict() | {"W1": np.zeros((2, 3))},
    ],
)
def test_weights_that_do_not_fit_leave_the_model_as_it_was(state):
    with pytest.raises(WeightsError):
        MODEL.load_state_dict(state)
    assert [p.data for p in MODEL.parameters()] == NUMBERS


# Answers


def loss() -> Value:
    w, x = values(w=0.5, x=3.0)
    return (w * x).named("y")


def marked(text):
    """What is said about some answers: the report, or the package's error."""
    try:
        said = str(check_answers(loss(), text))
    except AutogradError as error:
        said = str(error)
        assert len(said.splitlines()) == 1
    said.encode()
    assert len(said) < 30_000


@given(text=st.text() | JSON.map(json.dumps))
def test_any_text_is_marked_or_refused_as_answers(text):
    marked(text)


NUMBER_TEXTS = st.sampled_from(
    ["1.5", "-0", "1e308", "1e-400", "1E+9999", "0." + "3" * 5000, "9" * 5000, "NaN", "Infinity"]
)
TABLES = st.dictionaries(
    st.sampled_from(["y", "w", "x", "q", "", "\\ud800", "__class__"]),
    NUMBER_TEXTS | st.sampled_from(["null", "true", '"1.5"', '"x"', "[]", "{}", '"∞"', '"1,5"']),
    max_size=3,
).map(lambda table: "{" + ", ".join(f'"{k}": {v}' for k, v in table.items()) + "}")


@given(
    tables=st.dictionaries(st.sampled_from(["values", "grads", "updated"]), TABLES, max_size=3),
    rest=st.dictionaries(st.sampled_from(["lr", "digits"]), NUMBER_TEXTS, max_size=2),
)
def test_numbers_of_any_kind_are_marked_or_refused(tables, rest):
    marked("{" + ", ".join(f'"{k}": {v}' for k, v in {**tables, **rest}.items()) + "}")


@pytest.mark.parametrize(
    "text",
    [
        '{"a":' * 100_000,
        '{"values": {"y": ' + "[" * 50_000 + "]" * 50_000 + "}}",
        '{"values": {"y": ' + "9" * 1_000_000 + "}}",
        '{"values": {"y": 1.5}, "digits": 1e30}',
        '{"values": {"y": 1.5}, "digits": ' + "9" * 5000 + "}",
        '{"values": {"' + "y" * 1_000_000 + '": 1}}',
        '{"values": {' + ",".join(f'"q{i}": 1' for i in range(50_000)) + "}}",
    ],
    ids=range(7),
)
def test_large_and_deep_answers_are_answered_soon(text):
    marked(text)
