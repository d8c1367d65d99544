"""What is recommended: once for each whom it is about, for all that call for it, with where its check stands now."""

from __future__ import annotations

from diagnosis.knowledge.base import Knowledge
from tests.assembly.conftest import Changed


def test_confirmed_causes_call_for_their_actions_and_no_others_do(changed: Changed, knowledge: Knowledge) -> None:
    assert not [action for action in changed("facts: {}").actions if set(action.for_) & set(knowledge.causes)]
    result = changed("facts: {otif: 82%, backlog_weeks: 9}")
    actions = [
        action for action in result.actions if action.subject is None and set(action.for_) & set(knowledge.causes)
    ]
    assert {action.action for action in actions} == set(knowledge.causes["late_delivery"].actions)
    for action in actions:
        entry = knowledge.actions[action.action]
        assert (action.for_, action.subject) == (["late_delivery"], None)
        assert (action.title, action.owner, action.due_days) == (entry.title.get("en"), entry.owner, entry.due_days)


def test_an_action_says_where_what_it_is_checked_by_stands_now(changed: Changed) -> None:
    result = changed("facts: {otif: 82%, backlog_weeks: 9}")
    (check,) = {(action.check.fact, str(action.check.now)) for action in result.actions if action.check.fact == "otif"}
    assert float(check[1]) == 0.82


def test_what_is_about_a_seller_is_checked_by_the_sellers_own_figure(changed: Changed, knowledge: Knowledge) -> None:
    result = changed("facts: {}", base="weak closer")
    (confirmed,) = result.confirmed
    assert confirmed.subject == "S-4"
    actions = [action for action in result.actions if action.subject == "S-4"]
    assert {action.action for action in actions} == set(knowledge.causes[confirmed.cause].actions)
    rates = [action.check.now for action in actions if action.check.fact == "close_rate"]
    assert rates and all(rate is not None for rate in rates)


def test_no_finding_of_one_kind_is_told_as_another(changed: Changed, knowledge: Knowledge) -> None:
    result = changed("facts: {}", base="weak closer")
    for kind, findings in (("strength", result.strengths), ("recognition", result.recognition), ("note", result.notes)):
        assert {knowledge.findings[finding.finding].kind for finding in findings} <= {kind}
