"""The figures that the worked cases name come out of the measures as they are written there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from diagnosis.knowledge.base import Knowledge
from diagnosis.measures.compute import measure
from tests.cases.cases import shipped


def variables(case: str, seller: str, knowledge: Knowledge) -> dict[str, object]:
    (team,) = (worked.team for worked in shipped() if worked.case == case)
    measured, faults = measure(team, knowledge, knowledge.program)
    assert not faults
    (measured_seller,) = (member for member in measured.members["seller"] if member.member == seller)
    return dict(measured_seller.variables)


@pytest.mark.parametrize(
    ("case", "seller", "fact", "value"),
    [
        ("one seller who does not close", "S-4", "deals.p", "0.0012"),
        ("one seller who does not close", "S-4", "deals.peers", "0.3"),
        ("one seller who does not close", "S-4", "deals.peers_of", "560"),
        ("one seller who does not close", "S-4", "close_rate", "0.27"),
        ("one seller who does not close", "S-4", "close_rate.peers", "0.58"),
        ("a new seller with few deals", "S-9", "deals.p", "0.20"),
        ("a new seller with few deals", "S-9", "deals.peers_of", "400"),
        ("a territory with less potential", "S-9", "territory_adjusted_attainment", "1.02"),
    ],
)
def test_figures(case: str, seller: str, fact: str, value: str, knowledge: Knowledge) -> None:
    figure = variables(case, seller, knowledge)[fact]
    assert isinstance(figure, Decimal)
    assert figure.quantize(Decimal(value)) == Decimal(value)
