"""What an overlay writes is held against what is possible, and no overlay opens the gate before persons."""

from __future__ import annotations

import pytest

from tests.knowledge.bases import KnowledgeBase


@pytest.mark.parametrize(
    ("overlay", "fault"),
    [
        ("facts: [{fact: otif, bands: {healthy: '>= 0,97', bad: '< 0.9'}}]", "a comma between digits"),
        ("facts: [{fact: otif, bands: {healthy: '>= 97', bad: '< 93'}}]", "no possible value of 'otif' is healthy"),
        ("facts: [{fact: otif, bands: {healthy: '>= 0.9', bad: '< 0.93'}}]", "overlap"),
        ("facts: [{fact: otif, range: '[0..1,5]'}]", "own.yaml:1:"),
        ("parameters: [{parameter: significance, value: 0}]", "above 0 and at most 0.5"),
        ("parameters: [{parameter: significance, value: 5}]", "above 0 and at most 0.5"),
        ("stages: [{stage: skills, after: []}]", "while delivery is open"),
        ("stages: [{stage: skills, after: null}]", "while delivery is open"),
    ],
)
def test_an_impossible_limit_is_refused_once_with_its_place(base: KnowledgeBase, overlay: str, fault: str) -> None:
    (told,) = base.faults(base.overlay(overlay))
    assert told.startswith("company/own.yaml:1:")
    assert fault in told


@pytest.mark.parametrize(
    "overlay",
    [
        "facts: [{fact: otif, bands: {healthy: '>= 0.97', bad: '< 0.93'}}]",
        "facts: [{fact: otif, bands: {healthy: '>= 1', bad: '< 1'}}]",
        "facts: [{fact: backlog_weeks, range: '[0..100]', bands: {healthy: '< 4', bad: '> 8, 6'}}]",
        "parameters: [{parameter: significance, value: 0.01}]",
        "stages: [{stage: skills, after: [delivery]}]",
    ],
)
def test_a_possible_limit_loads(base: KnowledgeBase, overlay: str) -> None:
    base.load(base.overlay(overlay))


def test_a_stage_that_an_overlay_adds_guards_the_stages_about_persons(base: KnowledgeBase) -> None:
    own = base.overlay(
        "stage: legal\n"
        "stages: [{stage: legal, title: {en: Legal}, owner: finance}]\n"
        "causes: [{cause: contract_trouble, title: {en: Contracts}, needs: [otif]}]\n"
        "rules:\n"
        "  - {rule: late, when: otif < 50%, for: {contract_trouble: strong}, says: {en: Late}}\n"
        "  - {rule: good, when: otif > 97%, against: {contract_trouble: moderate}, says: {en: Good}}\n"
        "  - {rule: most, when: otif < 70%, for: {contract_trouble: moderate}, says: {en: Late}}\n"
    )
    stages = base.load(own).stages
    assert list(stages) == ["delivery", "legal", "skills"]
    assert stages["skills"].after == ("delivery", "legal")
