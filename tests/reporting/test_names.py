"""What facts and departments are called."""

from __future__ import annotations

from diagnosis.reporting.names import Names
from tests.packaged import packaged_knowledge


def test_a_fact_is_named_as_whose_it_is() -> None:
    names = Names(packaged_knowledge(), "lt")
    assert names.named("otif") == "laiku ir visa apimtimi pristatyti užsakymai (otif)"
    assert names.value("otif", 0.825) == "82,5\N{NO-BREAK SPACE}%"
    assert names.fact("previous.otif").endswith("ankstesnį ketvirtį")
    assert names.department("logistics") == "Logistikos skyrius"
