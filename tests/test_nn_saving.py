import io
import json
import os
import zipfile

import numpy as np
import pytest

from autograd import AutogradError, softplus
from nn import MLP, Layer, NetworkError, WeightsError

NAMES = ("weight", "bias", "sum", "hidden", "output")
posix = pytest.mark.skipif(os.name != "posix", reason="needs the file modes of POSIX")


def model(**options):
    return MLP(3, [4, 2], activation="elu(0.5)", output="softmax", seed=1, **options)


def numbers(network):
    return [p.data for p in network.parameters()]


@pytest.mark.parametrize(
    "options", [{}, {"bias": False}, {"bias": [True, False]}, {"names": "numbered"}]
)
def test_a_saved_model_comes_back_as_it_was(tmp_path, options):
    path = tmp_path / "model.npz"
    before = model(**options, dropout=0.25)
    before.save(path)
    after = MLP.load(path)
    assert numbers(after) == numbers(before)
    assert repr(after) == repr(before)
    assert after.dropout.p == 0.25
    assert [name for name, _ in after.named_parameters()] == [
        name for name, _ in before.named_parameters()
    ]
    x = [1.0, -2.0, 0.5]
    assert [y.data for y in after(x)] == [y.data for y in before(x)]


def test_the_file_has_exactly_the_name_that_was_given(tmp_path):
    model().save(tmp_path / "weights")
    assert os.listdir(tmp_path) == ["weights"]


def test_the_file_holds_arrays_and_json_and_nothing_to_run(tmp_path):
    path = tmp_path / "model.npz"
    model().save(path)
    with np.load(path, allow_pickle=False) as archive:
        description = json.loads(str(archive["architecture"]))
        assert archive["layers.1.weight"].shape == (2, 4)
    assert description["version"] == 1
    assert description["sizes"] == [4, 2]


def test_a_failed_save_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "model.npz"
    path.write_bytes(b"precious")

    def full_disk(*args, **kwargs):
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", full_disk)
    with pytest.raises(AutogradError, match=r"cannot write .*model\.npz: no space left"):
        model().save(path)
    assert path.read_bytes() == b"precious"
    assert os.listdir(tmp_path) == ["model.npz"]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(AutogradError, match=r"cannot write .*none.model\.npz: No such file"):
        model().save(tmp_path / "none" / "model.npz")


@posix
def test_a_new_file_can_be_read_by_whom_the_system_lets_read(tmp_path):
    path, plain = tmp_path / "model.npz", tmp_path / "plain"
    plain.touch()
    model().save(path)
    assert path.stat().st_mode == plain.stat().st_mode


@posix
def test_rights_and_links_stay_as_they_were(tmp_path):
    path, link = tmp_path / "model.npz", tmp_path / "newest.npz"
    path.touch(mode=0o640)
    mode = path.stat().st_mode
    link.symlink_to(path)
    model().save(link)
    assert link.is_symlink()
    assert path.stat().st_mode == mode
    assert numbers(MLP.load(path)) == numbers(model())


def test_a_function_of_ones_own_cannot_be_saved_as_data(tmp_path):
    with pytest.raises(NetworkError, match="data, not"):
        MLP(1, [2, 1], activation=softplus).save(tmp_path / "model.npz")
    assert os.listdir(tmp_path) == []


def test_truncated_files_are_refused(tmp_path):
    whole, part = tmp_path / "whole.npz", tmp_path / "part.npz"
    model().save(whole)
    content = whole.read_bytes()
    for length in (0, 1, 10, 100, len(content) // 2, len(content) - 1):
        part.write_bytes(content[:length])
        with pytest.raises(WeightsError, match=r"part\.npz"):
            MLP.load(part)


def test_foreign_files_are_refused(tmp_path):
    path = tmp_path / "foreign"
    path.write_text("a poem")
    with pytest.raises(WeightsError):
        MLP.load(path)
    with open(path, "wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(WeightsError):
        MLP.load(path)
    with open(path, "wb") as file:
        np.savez(file, a=np.zeros(3))
    with pytest.raises(WeightsError, match="describes no network"):
        MLP.load(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(WeightsError):
        MLP.load(path)


class Bomb:
    def __reduce__(self):
        return pytest.fail, ("a file was run as code",)


def test_a_text_file_is_called_what_it_is(tmp_path):
    path = tmp_path / "poem.txt"
    path.write_text("a poem")
    with pytest.raises(WeightsError, match=r"poem\.txt was not written by save\(\)") as caught:
        MLP.load(path)
    assert "pickle" not in str(caught.value)


def rewritten(path, name, content, compression=zipfile.ZIP_STORED):
    """A saved model with another entry of that name."""
    model().save(path)
    with zipfile.ZipFile(path) as archive:
        entries = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(path, "w", compression) as archive:
        for one, data in (entries | {name: content}).items():
            archive.writestr(one, data)


def header(shape, kind="<f8"):
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        file, {"descr": kind, "fortran_order": False, "shape": shape}
    )
    return file.getvalue()


@pytest.mark.parametrize("kind", ["<f8", "|O", "<M8[s]"])
def test_an_array_that_declares_more_than_it_holds_is_refused(tmp_path, kind):
    path = tmp_path / "model.npz"
    rewritten(path, "layers.0.weight.npy", header((10**12, 3), kind))
    with pytest.raises(WeightsError, match=r"model\.npz.*layers\.0\.weight\.npy"):
        MLP.load(path)


def test_a_file_that_would_swell_is_refused(tmp_path):
    path = tmp_path / "model.npz"
    swollen = header((1 << 22,)) + bytes(8 << 22)
    rewritten(path, "layers.0.weight.npy", swollen, zipfile.ZIP_DEFLATED)
    with pytest.raises(WeightsError, match=r"model\.npz.*would become 33"):
        MLP.load(path)


def test_a_compressed_file_of_the_usual_size_is_read(tmp_path):
    path = tmp_path / "model.npz"
    model().save(path)
    with np.load(path, allow_pickle=False) as archive:
        np.savez_compressed(path, **archive)
    assert numbers(MLP.load(path)) == numbers(model())


def test_nothing_is_unpickled(tmp_path):
    path = tmp_path / "bomb.npz"
    np.savez(path, architecture=np.array([Bomb()], dtype=object))
    with pytest.raises(WeightsError):
        MLP.load(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 99}, "version 99"),
        ({"format": "other"}, "describes no network"),
        ({"sizes": [1000000000, 2]}, "another network"),
        ({"sizes": 3}, "another network"),
        ({"n_in": 4}, "another network"),
        ({"activation": "rm -rf"}, "unknown activation"),
        ({"names": 3}, "named"),
        ({"names": {}}, "named"),
        ({"names": dict.fromkeys(NAMES, 3)}, "named"),
        ({"names": dict.fromkeys(NAMES, "{n:999999999}")}, "named"),
        ({"names": dict.fromkeys(NAMES, "{n.__class__.x}")}, "does not hold a network"),
        ({"bias": ["yes", "no"]}, r"model\.npz .*bias must be True or False"),
        ({"dropout": 2}, "dropout"),
        ({"bias": [False, False]}, r"model\.npz .* do not fit"),
    ],
)
def test_files_that_contradict_themselves_are_refused(tmp_path, change, message):
    path = tmp_path / "model.npz"
    model().save(path)
    with np.load(path, allow_pickle=False) as archive:
        arrays = dict(archive)
    description = json.loads(str(arrays["architecture"])) | change
    np.savez(path, **arrays | {"architecture": np.array(json.dumps(description))})
    with pytest.raises(WeightsError, match=message):
        MLP.load(path)


def test_a_missing_file_is_reported_as_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        MLP.load(tmp_path / "none.npz")


# Dictionaries of weights


def test_weights_of_the_documents_as_a_dictionary():
    network = MLP(2, [3, 2, 2], activation="sigmoid", seed=0)
    network.load_state_dict(
        {
            "W1": np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]),
            "b1": np.array([0.1, 0.2, 0.3]),
            "W2": np.array([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]),
            "b2": np.array([0.1, 0.2]),
            "W3": np.array([[0.1, 0.3], [0.2, 0.4]]),
            "b3": np.array([0.1, 0.2]),
        }
    )
    ys = [y.data for y in network([1.0, 0.5])]
    assert ys == pytest.approx([0.3168270764110298, 0.6962790898619668], abs=1e-15)


def test_biases_may_come_as_a_row(tmp_path):
    pairs = [([[1.0, 2.0], [3.0, 4.0]], [[0.5, -0.5]])]
    network = MLP.from_arrays(pairs)
    assert numbers(network) == [1.0, 3.0, 2.0, 4.0, 0.5, -0.5]
    other = MLP(2, [2], seed=0)
    other.load_state_dict({"W1": pairs[0][0], "b1": np.array(pairs[0][1])})
    assert numbers(other) == numbers(network)
    assert numbers(Layer.from_arrays(*pairs[0])) == numbers(network)
    with pytest.raises(WeightsError, match=r"b1 must have shape \(2,\), got \(2, 1\)"):
        MLP.from_arrays([(pairs[0][0], [[0.5], [-0.5]])])


def test_a_state_goes_from_one_model_to_another():
    one, other = MLP(2, [3, 1], seed=1), MLP(2, [3, 1], seed=2)
    other.load_state_dict(one.state_dict())
    assert numbers(one) == numbers(other)


def test_a_state_is_a_copy():
    network = MLP(2, [1], seed=0)
    network.state_dict()["layers.0.weight"][:] = 5.0
    assert 5.0 not in numbers(network)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({}, "got none"),
        ([1, 2], "dictionary"),
        ({"layers.0.weight": [[1.0, 2.0]]}, "expected layers.0.weight, layers.0.bias"),
        ({"layers.0.weight": [[1.0], [2.0]], "layers.0.bias": [0.0]}, r"\(1, 2\), got \(2, 1\)"),
        ({"W1": [[1.0, 2.0]], "b1": [0.0]}, r"W1 must have shape \(2, 1\), got \(1, 2\)"),
        ({"W1": [[1.0], [2.0]], "b1": [0.0], "W2": [[1.0]], "b2": [0.0]}, "do not fit"),
        ({"layers.0.weight": [["a", "b"]], "layers.0.bias": [0.0]}, "real numbers"),
        ({"layers.0.weight": [[1.0, 2.0], [3.0]], "layers.0.bias": [0.0]}, "not an array"),
        ({"layers.0.weight": [[1.0, float("nan")]], "layers.0.bias": [0.0]}, "not finite"),
        ({"layers.0.weight": [[1.0, 2.0]], "layers.0.bias": [0j]}, "real numbers"),
        ({"layers.0.weight": [[1.0, 2.0]], "layers.0.bias": [0.0], 3: [1.0]}, "do not fit"),
    ],
)
def test_a_state_that_does_not_fit_changes_nothing(state, message):
    network = MLP(2, [1], seed=0)
    before = numbers(network)
    with pytest.raises(WeightsError, match=message):
        network.load_state_dict(state)
    assert numbers(network) == before


# PyTorch


def test_round_trip_through_pytorch_gives_the_same_outputs():
    torch = pytest.importorskip("torch")
    ours = MLP(3, [5, 4], activation="tanh", seed=3)
    theirs = torch.nn.Sequential(
        torch.nn.Linear(3, 5), torch.nn.Tanh(), torch.nn.Linear(5, 4)
    ).double()
    theirs.load_state_dict(
        dict(zip(theirs.state_dict(), map(torch.tensor, ours.state_dict().values())))
    )
    x = [0.3, -1.2, 2.0]
    expected = theirs(torch.tensor(x, dtype=torch.float64)).tolist()
    assert [y.data for y in ours(x)] == pytest.approx(expected, abs=1e-12)

    back = MLP(3, [5, 4], activation="tanh", seed=4)
    back.load_state_dict(theirs.state_dict())
    assert numbers(back) == numbers(ours)


@pytest.mark.parametrize("rename", [lambda i: f"layers.{i}", lambda i: f"{2 * i}"])
def test_weights_find_their_layers_in_whatever_order_they_come(rename):
    model, twin = MLP(2, [2, 2], seed=0), MLP(2, [2, 2], seed=1)
    state = {
        f"{rename(i)}.{kind}": model.state_dict()[f"layers.{i}.{kind}"]
        for i in (1, 0)
        for kind in ("weight", "bias")
    }
    twin.load_state_dict(state)
    assert [p.data for p in twin.parameters()] == [p.data for p in model.parameters()]


def test_a_network_of_several_activations_is_not_saved_as_another(tmp_path):
    model = MLP(2, [3, 3, 1], "tanh", seed=0)
    model.layers[1] = Layer(3, 3, activation="relu", seed=3)
    with pytest.raises(NetworkError, match="hidden layers end in tanh and in relu"):
        model.save(tmp_path / "model.npz")
    assert not list(tmp_path.iterdir())
