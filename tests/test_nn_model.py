import copy
import pickle

import numpy as np
import pytest

from autograd import Graph, NumberError, Value, exp, leaky_relu
from nn import MLP, Layer, Names, NetworkError, Neuron, WeightsError, activation

X_C3 = [1.0, 0.5]
ARRAYS_C3 = [
    ([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]], [0.1, 0.2, 0.3]),
    ([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]], [0.1, 0.2]),
    ([[0.1, 0.3], [0.2, 0.4]], [0.1, 0.2]),
]
XOR_ARRAYS = [([[5, -7], [5, -7]], [-8, 3]), ([[-11], [-11]], [6])]
XOR_OUTPUTS = {
    (0, 0): 0.011184219364935457,
    (0, 1): 0.9949357246807846,
    (1, 0): 0.9949357246807846,
    (1, 1): 0.024388527857003826,
}


def three_layers(**options):
    return MLP.from_arrays(ARRAYS_C3, activation="sigmoid", output="identity", **options)


def xor():
    return MLP.from_arrays(XOR_ARRAYS, activation="sigmoid", output="sigmoid")


def test_three_layer_network_gives_the_outputs_worked_out_by_hand():
    ys = three_layers()(X_C3)
    assert [y.data for y in ys] == pytest.approx(
        [0.3168270764110298, 0.6962790898619668], abs=1e-15
    )


def test_every_station_of_the_three_layer_network_can_be_read_by_its_label():
    graph = Graph(three_layers()(X_C3))
    stations = {
        "z1_1": 0.3, "z1_2": 0.7, "z1_3": 1.1,
        "h1_1": 0.574442516811659, "h1_2": 0.6681877721681662, "h1_3": 0.7502601055951177,
        "z2_1": 0.5161598377933344, "z2_2": 1.2140269561658172,
        "h2_1": 0.6262493703990729, "h2_2": 0.7710106968556123,
        "o1": 0.3168270764110298, "o2": 0.6962790898619668,
    }  # fmt: skip
    for label, number in stations.items():
        assert graph[label].data == pytest.approx(number, abs=1e-15), label


@pytest.mark.parametrize(("x", "y"), XOR_OUTPUTS.items())
def test_xor_with_given_weights(x, y):
    assert xor()(x).data == pytest.approx(y, abs=1e-15)


def worked_example():
    return MLP.from_arrays(
        [([[0.3, 0.4], [0.25, 0.35]], None), ([[0.45, 0.7], [0.4, 0.6]], None)],
        activation="sigmoid",
        output="sigmoid",
        names="numbered",
    )


def test_worked_example_carries_the_labels_of_the_documents():
    model = worked_example()
    graph = Graph(model([0.1, 0.2]))
    weights = [0.3, 0.25, 0.4, 0.35, 0.45, 0.4, 0.7, 0.6]
    assert [(label, w.data) for label, w in model.named_parameters()] == [
        (f"w{i}", w) for i, w in enumerate(weights, start=1)
    ]
    numbers = {
        "x1": 0.1, "z1": 0.08, "z2": 0.11, "h1": 0.51998934, "h2": 0.52747230,
        "z3": 0.44498412, "z4": 0.68047592, "o1": 0.60944600, "o2": 0.66384491,
    }  # fmt: skip
    assert {label: graph[label].data for label in numbers} == pytest.approx(numbers, abs=5e-9)


def test_worked_example_gives_the_gradients_of_the_documents():
    model = worked_example()
    o1, o2 = model([0.1, 0.2])
    (0.5 * (0.4 - o1) ** 2 + 0.5 * (0.6 - o2) ** 2).backward()
    weights = dict(model.named_parameters())
    assert weights["w5"].grad == pytest.approx(0.02592286, abs=5e-9)
    assert weights["w1"].grad == pytest.approx(0.00080888, abs=5e-9)


def test_a_neuron_is_one_affine_node_that_expands_into_products_and_sums():
    y = Neuron.from_arrays([1.0, 2.0], 0.5, activation="identity")([3.0, 4.0])
    assert [node.op for node in Graph(y).nodes if node.op] == ["affine"]
    small = [node.op for node in Graph(y, expand=True).nodes if node.op]
    assert sorted(small) == ["add", "add", "mul", "mul"]


@pytest.mark.parametrize(
    ("name", "at_minus_2", "at_2"),
    [
        ("identity", -2.0, 2.0),
        ("step", 0.0, 1.0),
        ("sign", -1.0, 1.0),
        ("sigmoid", 1 / (1 + np.exp(2)), 1 / (1 + np.exp(-2))),
        ("tanh", np.tanh(-2), np.tanh(2)),
        ("relu", 0.0, 2.0),
        ("leaky_relu", -0.02, 2.0),
        ("leaky_relu(0.001)", -0.002, 2.0),
        ("elu", np.expm1(-2), 2.0),
        ("elu(0.5)", 0.5 * np.expm1(-2), 2.0),
        ("softplus", np.log1p(np.exp(-2)), np.log1p(np.exp(2))),
    ],
)
def test_every_activation(name, at_minus_2, at_2):
    neuron = Neuron.from_arrays([1.0], 0.0, activation=name)
    assert neuron([-2.0]).data == pytest.approx(at_minus_2, abs=1e-15)
    assert neuron([2.0]).data == pytest.approx(at_2, abs=1e-15)


def test_softmax_is_over_the_outputs_of_a_layer():
    layer = Layer.from_arrays([[0.3, 2.9, 4.0]], activation="softmax")
    expected = [0.01821127, 0.24519181, 0.73659691]
    assert [y.data for y in layer([1.0])] == pytest.approx(expected, abs=5e-9)


def test_a_function_of_ones_own_is_an_activation():
    neuron = Neuron.from_arrays([1.0], 0.0, activation=lambda z: leaky_relu(z, 0.25))
    assert neuron([-4.0]).data == -1.0


def test_forward_pass_as_sums_of_products_and_as_a_matrix():
    W = np.array([[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]])
    B = np.array([0.5, -0.5])
    layer = Layer.from_arrays(W, B, activation="identity")
    for x in np.array([[1.0, 2.0, 3.0], [0.0, 1.0, 0.0], [-1.0, 0.5, 2.0], [3.0, 3.0, 3.0]]):
        assert [y.data for y in layer(x)] == pytest.approx(x @ W + B)


def test_one_output_is_a_value_and_several_are_a_list():
    assert isinstance(MLP(2, [3, 1], seed=0)([1.0, 2.0]), Value)
    assert len(MLP(2, [3, 2], seed=0)([1.0, 2.0])) == 2
    assert isinstance(Layer(2, 1, seed=0)([1.0, 2.0]), Value)


def test_inputs_may_be_values_and_gradients_reach_them():
    x = Value(0.5, "x")
    y = MLP(2, [3, 1], seed=0)([x, 1.0])
    y.backward()
    assert x.grad is not None


def test_parameters_come_in_the_order_of_the_flattened_state():
    model = MLP(2, [3, 2], seed=0)
    flat = np.concatenate([array.ravel() for array in model.state_dict().values()])
    assert [p.data for p in model.parameters()] == flat.tolist()
    assert list(model.state_dict()) == [
        "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias",
    ]  # fmt: skip
    assert model.state_dict()["layers.0.weight"].shape == (3, 2)


def test_labels_of_parameters_are_different_from_each_other():
    model = MLP(12, [11, 12, 3], seed=0)
    labels = [label for label, _ in model.named_parameters()]
    assert len(set(labels)) == len(labels)


def test_labels_can_be_chosen():
    names = Names(weight="v{i}{j}", bias="c{j}", sum="s{j}", hidden="a{j}", output="y{j}")
    labels = [label for label, _ in MLP(2, [1], names=names).named_parameters()]
    assert labels == ["v11", "v21", "c1"]
    assert [label for label, _ in Layer(2, 2).named_parameters()] == [
        "w11", "w21", "w12", "w22", "b1", "b2",
    ]  # fmt: skip
    assert [label for label, _ in Neuron(2).named_parameters()] == ["w1", "w2", "b"]


@pytest.mark.parametrize("build", [Neuron, lambda n, **o: Layer(n, 2, **o)])
def test_the_same_seed_gives_the_same_weights(build):
    def weights(seed):
        return [p.data for p in build(3, seed=seed).parameters()]

    assert weights(7) == weights(7)
    assert weights(7) != weights(8)


def test_without_biases():
    model = MLP(2, [3, 1], bias=False, seed=0)
    assert len(model.parameters()) == 9
    assert list(model.state_dict()) == ["layers.0.weight", "layers.1.weight"]


def test_a_layer_may_lack_the_bias_that_another_has():
    model = MLP.from_arrays([([[1.0]], [0.5]), ([[2.0]], None)], activation="identity")
    assert model([1.0]).data == 3.0


def test_zero_grad_forgets_all_gradients():
    model = MLP(2, [2, 1], seed=0)
    model([1.0, 2.0]).backward()
    model.zero_grad()
    assert [p.grad for p in model.parameters()] == [None] * 9


def test_summary_counts_parameters_and_shows_as_a_table():
    summary = MLP(784, [50, 100, 10], activation="sigmoid", output="softmax", seed=0).summary()
    assert summary.total == 784 * 50 + 50 + 50 * 100 + 100 + 100 * 10 + 10
    assert [row.weight for row in summary.rows] == [(50, 784), (100, 50), (10, 100)]
    assert [row.activation for row in summary.rows] == ["sigmoid", "sigmoid", "softmax"]
    assert "45360" in str(summary)
    assert "<table>" in summary._repr_html_()


def test_models_copy_and_pickle_with_their_weights():
    model = xor()
    for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert twin([0, 1]).data == model([0, 1]).data
        twin.parameters()[0].data = 0.0
        assert model.parameters()[0].data == 5.0


# Bad input


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (MLP(2, [1]), "MLP expects 2 inputs, got 3"),
        (Layer(2, 2), "Layer expects 2 inputs, got 3"),
        (Neuron(1), "Neuron expects 1 input, got 3"),
    ],
)
def test_a_wrong_number_of_inputs_is_named(model, message):
    with pytest.raises(NetworkError, match=message):
        model([1.0, 2.0, 3.0])


def test_a_whole_table_of_samples_is_refused_with_the_remedy():
    with pytest.raises(NetworkError, match=r"shape \(4, 2\).*predict"):
        MLP(2, [1])(np.zeros((4, 2)))


@pytest.mark.parametrize("xs", [3.0, ["1", "2"], [None, 1.0]])
def test_inputs_that_are_no_numbers_are_refused(xs):
    with pytest.raises(NumberError):
        MLP(2, [1])(xs)


@pytest.mark.parametrize("given", ["rleu", "", None, 3])
def test_an_unknown_activation_lists_the_known_ones(given):
    with pytest.raises(NetworkError, match=r"unknown activation .*softplus"):
        activation(given)


def test_the_nearest_name_comes_first():
    with pytest.raises(NetworkError, match="the known ones are relu,"):
        MLP(2, [1], activation="rellu")


@pytest.mark.parametrize("given", ["tanh(2)", "elu(x)"])
def test_a_parameter_that_makes_no_sense_is_refused(given):
    with pytest.raises(NetworkError, match="parameter"):
        MLP(2, [1, 1], activation=given)


@pytest.mark.parametrize(
    ("n_in", "sizes"), [(0, [1]), (2, []), (2, [0]), (2, [1.5]), (2, 3), (True, [1]), (-1, [1])]
)
def test_sizes_that_make_no_sense_are_refused(n_in, sizes):
    with pytest.raises(NetworkError):
        MLP(n_in, sizes)


def test_softmax_needs_neighbours():
    with pytest.raises(NetworkError, match="Layer"):
        Neuron(2, activation="softmax")


@pytest.mark.parametrize(
    "arrays",
    [
        [],
        [([[1.0, 2.0]], [1.0])],
        [([1.0, 2.0], None)],
        [([[1.0, 2.0], [3.0]], None)],
        [([[1.0]], [0.0]), ([[1.0], [2.0]], [0.0])],
        [([["a"]], [0.0])],
        [([[1.0]],)],
        [([[float("nan")]], [0.0])],
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(arrays):
    with pytest.raises(WeightsError):
        MLP.from_arrays(arrays)


def test_unknown_naming_scheme():
    with pytest.raises(NetworkError, match="layered"):
        MLP(2, [1], names="layerd")


def test_a_template_with_an_unknown_field_is_refused():
    with pytest.raises(NetworkError, match=r"\{i\}"):
        MLP(2, [1], names=Names("w{k}", "b", "z", "h", "o"))


def test_an_unused_exponential_is_not_needed_for_softmax_of_large_scores():
    layer = Layer.from_arrays([[1010.0, 1000.0, 990.0]], activation="softmax")
    expected = [9.99954600e-01, 4.53978687e-05, 2.06106005e-09]
    assert [y.data for y in layer([exp(0.0)])] == pytest.approx(expected, rel=1e-8)
