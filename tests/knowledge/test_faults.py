"""What is wrong in a knowledge base is told with its place and what to do, each thing once, all in one pass."""

from __future__ import annotations

import pytest

from tests.knowledge.bases import KnowledgeBase

# File, what is there, what is written instead, and how the one fault begins that is told then.
CASES = """\
rules/delivery.yaml
- when: band(otif) = "bad"
+ wehn: otif < 0.9
10:5: unknown key 'wehn' in rule 'otif_bad'; did you mean 'when'?

rules/delivery.yaml
-     when: band(otif) = "bad"
+
9:11: rule 'otif_bad' lacks 'when'; add it

rules/delivery.yaml
- stage: delivery
+ stage: deliveri
1:8: unknown stage 'deliveri'; did you mean 'delivery'?

rules/delivery.yaml
- causes:
+ cause:
2:1: unknown key 'cause'; did you mean 'causes'?

rules/delivery.yaml
- - rule: otif_bad
+ - rul: otif_bad
9:5: an entry of 'rules' without its id; begin it with '- rule: <id>'

rules/delivery.yaml
- rule: otif_healthy
+ rule: otif_bad
14:11: rule 'otif_bad' is given twice

rules/delivery.yaml
- rule: otif_healthy
+ rule: OTIF
14:11: 'OTIF' is no id ('rule' of rule 'OTIF'); use lower-case

rules/delivery.yaml
- {late_delivery: strong}
+ {late_delivry: strong}
11:11: unknown cause 'late_delivry' in rule 'otif_bad'; did you mean 'late_delivery'?

rules/delivery.yaml
- {late_delivery: strong}
+ {late_delivery: srong}
11:26: unknown grade 'srong' in rule 'otif_bad'; did you mean 'strong'?

rules/delivery.yaml
- {late_delivery: strong}
+ {closing: strong}
11:20: rule 'otif_bad' is about a team, its cause 'closing' about a seller

rules/skills.yaml
- {closing: strong}
+ {late_delivery: strong}
10:26: rule 'close_rate_bad' is about a seller, its cause 'late_delivery' about a team

rules/delivery.yaml
- for: {late_delivery: strong}
+ for: [late_delivery]
11:5: 'for' of rule 'otif_bad' must be keys and values, not a list

rules/delivery.yaml
- for: {late_delivery: strong}
+ concludes: otif
11:16: rule 'otif_bad' concludes 'otif', which is a fact or parameter

rules/delivery.yaml
- for: {late_delivery: strong}
+ concludes: band
11:16: 'band' is a word of conditions and files

rules/delivery.yaml
- source: SCOR
+ when: true
13:5: the key 'when' is already given on line 10

rules/delivery.yaml
- needs: [otif]
+ needs: [otfi]
6:13: unknown fact 'otfi' in cause 'late_delivery'; did you mean 'otif'?

rules/delivery.yaml
- needs: [otif]
+ needs: [close_rate]
6:13: cause 'late_delivery' names 'close_rate', a fact of a seller

rules/delivery.yaml
- needs: [otif]
+ needs: [backlog_weeks]
6:13: cause 'late_delivery' needs 'backlog_weeks', which has no bands

rules/delivery.yaml
- needs: [otif]
+ through: [winrate]
6:15: 'through.0' of cause 'late_delivery' cannot be 'winrate'; did you mean 'win_rate'?

rules/delivery.yaml
- needs: [otif]
+ needs: otif
6:12: 'needs' of cause 'late_delivery' must be a list, not 'otif'; write it as [a, b]

rules/delivery.yaml
- [fix_delivery_schedule]
+ [fix_delivery]
7:15: unknown action 'fix_delivery' in cause 'late_delivery'; did you mean

rules/delivery.yaml
- prior: 0.10
+ prior: 0.9
5:12: 'prior' of cause 'late_delivery' must be at most 0.5, not '0.9'

rules/delivery.yaml
- prior: 0.10
+ prior: low
5:12: 'prior' of cause 'late_delivery' must be a number, not 'low'

rules/delivery.yaml
- {en: Late deliveries, lt: Vėluojantys pristatymai}
+ Late
4:12: 'title' of cause 'late_delivery' must be keys and values, not 'Late'; write it as {en: ..., lt: ...}

rules/delivery.yaml
- {en: Late deliveries, lt: Vėluojantys pristatymai}
+ {en: Late, or never}
4:23: unknown key 'or never' in 'title' of cause 'late_delivery'; quote the text before it, which holds a comma

rules/delivery.yaml
- source: SCOR
+ source: SCOR: x
13:17: a ':' stands where no key can be

rules/delivery.yaml
- source: SCOR
+ source: *scor
13:13: an alias, '*scor', is not understood here

rules/delivery.yaml
- source: SCOR
+ place: x
13:5: unknown key 'place' in rule 'otif_bad'

rules/chain.yaml
- owner: logistics
+ owner: logistic
8:12: unknown department 'logistic' in stage 'delivery'; did you mean 'logistics'?

rules/chain.yaml
- after: [delivery]
+ after: [delivry]
13:13: unknown stage 'delivry' in stage 'skills'; did you mean 'delivery'?

rules/chain.yaml
- after: [delivery]
+ after: [skills]
13:13: stage 'skills' waits for 'skills', which does not come before it

rules/chain.yaml
- weak: 2
+ weak: 1
14:16: grade 'weak' must be more than 1, not '1'

rules/chain.yaml
- weak: 2
+ weak: 2, a: 1.1, b: 1.2, c: 1.3, d: 1.4, e: 1.5
14:84: there are 9 grades; at most 8 can be told apart

rules/chain.yaml
- probability: 0.05
+ probability: 0.75
17:3: the limit of ruled_out is not below that of confirmed

rules/chain.yaml
- grade: strong}
+ grade: stong}
16:41: unknown grade 'stong' in the limits; did you mean 'strong'?

rules/chain.yaml
-   ruled_out: {probability: 0.05, grade: moderate}
+
16:3: 'limits' lacks 'ruled_out'; add it

rules/parameters.yaml
-   - {parameter: significance, value: 0.05, meaning: {en: Level of the tests}}
+
rules: the parameter 'significance' is missing; add it to 'parameters'

rules/parameters.yaml
- value: 90
+ value: ninety
2:42: 'value' of parameter 'stale_after_days' must be a number, not 'ninety'

facts/catalogue/delivery.yaml
- fact: backlog_weeks
+ fact: significance
rules/parameters.yaml:3:17: 'significance' is a fact too, at

facts/catalogue/delivery.yaml
- fact: backlog_weeks
+ fact: previous
11:11: 'previous' is a word of conditions and files; choose another id

facts/catalogue/delivery.yaml
- fact: backlog_weeks
+ fact: delivery_review
11:11: fact 'delivery_review' is made for each stage already

facts/catalogue/delivery.yaml
- kind: number
+ kind: nmber
13:11: 'kind' of fact 'backlog_weeks' cannot be 'nmber'; did you mean 'number'?

facts/catalogue/delivery.yaml
- full_count: true
+ full_count: yes
5:17: 'full_count' of fact 'otif' must be true or false, not 'yes'

facts/catalogue/delivery.yaml
- kind: percentage
+ kind: ratio
2:11: fact 'otif': sample and full_count are for percentages

facts/catalogue/delivery.yaml
- healthy: ">= 0.95",
+
7:5: fact 'otif': bands need both healthy and bad

facts/catalogue/delivery.yaml
- healthy: ">=
+ helthy: ">=
7:13: unknown key 'helthy' in 'bands' of fact 'otif'; did you mean 'healthy'?

facts/catalogue/delivery.yaml
- warning: 0.25
+ warning: 0.5
8:5: fact 'otif': healthy, warning and bad of common must add up to 1

facts/catalogue/delivery.yaml
- bands: {healthy: ">= 0.95", bad: "< 0.90", source: SCOR}
+ bands: {peers: true}
2:11: the bands of fact 'otif' are by peers, but it has none; add peers

facts/catalogue/delivery.yaml
- bands: {healthy: ">= 0.95", bad: "< 0.90", source: SCOR}
+ bands: {against: backlog_weeks}
7:22: fact 'otif' has no interval to hold against its usual value

rules/actions.yaml
- due_days: 30
+ due_days: 3.5
6:15: 'due_days' of action 'fix_delivery_schedule' must be a whole number, not '3.5'

rules/actions.yaml
- check: {fact: otif}
+ check: {fact: backlog_weeks}
7:19: action 'fix_delivery_schedule' is checked by 'backlog_weeks', which has no bands

rules/actions.yaml
- actions:
+ actoins:
1:1: unknown key 'actoins'; did you mean 'actions'?
"""


@pytest.mark.parametrize("case", CASES.split("\n\n"))
def test_one_wrong_thing_is_one_fault(base: KnowledgeBase, case: str) -> None:
    file, old, new, fault = case.strip().splitlines()
    base.change(file, old.removeprefix("- "), new.removeprefix("+").removeprefix(" "))
    faults = base.faults()
    assert len(faults) == 1, faults
    assert faults[0].startswith(fault if fault.startswith("rules") else f"{file}:{fault}"), faults


def test_ten_faults_in_three_files_are_ten_faults_in_one_pass(base: KnowledgeBase) -> None:
    base.change("rules/delivery.yaml", "prior: 0.10", "prior: 2")
    base.change("rules/delivery.yaml", "needs: [otif]", "needs: [otfi]")
    base.change("rules/delivery.yaml", 'when: band(otif) = "bad"', 'wehn: band(otif) = "bad"')
    base.change("rules/delivery.yaml", "{late_delivery: strong}", "{late_delivery: huge}")
    base.change("rules/delivery.yaml", "{{ otif.bad }}", "{{ 7 * 7 }}")
    base.change("facts/catalogue/delivery.yaml", "full_count: true", "full_count: maybe")
    base.change("facts/catalogue/delivery.yaml", "    kind: number\n", "    kind: number\n    kind: ratio\n")
    base.change("facts/catalogue/delivery.yaml", "fact: backlog_weeks", "fact: team")
    base.change("rules/chain.yaml", "weak: 2", "weak: 0.5")
    base.change("rules/chain.yaml", "after: [delivery]", "after: [delivry]")
    assert [fault.split(" ")[0] for fault in base.faults()] == [
        "facts/catalogue/delivery.yaml:5:17:",
        "facts/catalogue/delivery.yaml:11:11:",
        "facts/catalogue/delivery.yaml:14:5:",
        "rules/chain.yaml:13:13:",
        "rules/chain.yaml:14:16:",
        "rules/delivery.yaml:5:12:",
        "rules/delivery.yaml:6:13:",
        "rules/delivery.yaml:10:5:",
        "rules/delivery.yaml:11:26:",
        "rules/delivery.yaml:12:65:",
    ]


def test_what_an_unreadable_file_may_hold_is_not_told_as_unknown(base: KnowledgeBase) -> None:
    base.change("rules/actions.yaml", "actions:", 'actions: "')
    base.change("rules/delivery.yaml", "prior: 0.10", "prior: 2")
    assert [fault.split(" ")[0] for fault in base.faults()] == ["rules/actions.yaml:1:10:", "rules/delivery.yaml:5:12:"]


@pytest.mark.parametrize(
    ("overlay", "fault"),
    [
        (
            "rules: [{rule: otif_bda, status: retired}]",
            "1:16: rule 'otif_bda' is retired here, but no earlier layer has it; did you mean 'otif_bad'?",
        ),
        (
            "parameters: [{parameter: significanse, value: 0.1}]",
            "1:26: parameter 'significanse' is changed here, but no earlier layer has it; did you mean 'significance'?",
        ),
        (
            "stage: skills\nfacts: [{fact: otif, held_by: finance}]",
            "2:16: fact 'otif' is changed here, but no earlier layer has it; add the subject that is meant: team",
        ),
        (
            "rules: [{rule: otif_bad, status: retird}]",
            "1:34: 'status' of rule 'otif_bad' cannot be 'retird'; did you mean 'retired'?",
        ),
        (
            "rules: [{rule: otif_bad, status: retired, retired_on: 20260701}]",
            "1:55: 'retired_on' of rule 'otif_bad' must be a date, not '20260701'; write it as 2026-12-31",
        ),
        (
            "rules: [{rule: otif_bad, retired_on: 2026-07-01}]",
            "1:38: rule 'otif_bad' is active, yet says how it was retired; add 'status: retired'",
        ),
    ],
)
def test_a_fault_of_an_overlay_is_told_in_the_overlay(base: KnowledgeBase, overlay: str, fault: str) -> None:
    assert base.faults(base.overlay(overlay)) == [f"company/own.yaml:{fault}"]


def test_an_overlay_that_is_not_there_or_empty_is_told(base: KnowledgeBase) -> None:
    (base.folder / "empty").mkdir()
    assert base.faults(base.folder / "empty", base.folder / "nowhere") == [
        "empty: the folder holds no *.yaml file; give a folder of rules",
        "nowhere: there is no such folder; give a folder of rules",
    ]


def test_the_chain_is_one_list_in_one_file(base: KnowledgeBase) -> None:
    base.write("base/rules/more.yaml", "stages: [{stage: legal, title: {en: Legal}, owner: finance}]")
    assert base.faults() == [
        "rules/more.yaml:1:18: stages stand in rules/chain.yaml too; write the chain as one list, in one file"
    ]
