"""The worked 2-2-2 example gives the numbers computed by hand, to all their digits."""

import pytest

from autograd.examples import LEARNING_RATE, WEIGHTS, Figure, by_hand, two_two_two

FIGURES = [
    pytest.param(figure, id=f"{stage}-{figure.name}")
    for stage, figures in by_hand()
    for figure in figures
]


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_agrees_with_the_hand_calculation(figure):
    assert figure.rounded == figure.hand


def test_a_wrong_figure_does_not_agree():
    assert not Figure("h1", "0.51998935", 0.5199893401555818).agrees


def test_the_chain_for_w5_multiplies_to_its_gradient():
    gradients = {figure.name: figure.computed for figure in dict(by_hand())["Backward pass"]}
    product = gradients["∂E/∂o1"] * gradients["∂o1/∂z3"] * gradients["∂z3/∂w5"]
    assert product == pytest.approx(gradients["∂E/∂w5"], rel=1e-14)


def test_the_second_error_is_the_documents_float64_figure():
    graph = two_two_two()
    graph.backward()
    after = two_two_two({n: w - LEARNING_RATE * graph[n].grad for n, w in WEIGHTS.items()})
    assert after["E"].data == pytest.approx(0.023236338872291772, rel=1e-14)


def test_the_graph_carries_the_documents_labels():
    labels = [
        "x1",
        "x2",
        "w1",
        "w2",
        "w3",
        "w4",
        "w5",
        "w6",
        "w7",
        "w8",
        "z1",
        "z2",
        "z3",
        "z4",
        "h1",
        "h2",
        "o1",
        "o2",
        "E_o1",
        "E_o2",
        "E",
    ]
    graph = two_two_two()
    assert all(label in graph for label in labels)
    assert graph.outputs == (graph["E"],)
