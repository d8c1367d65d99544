"""What an overlay may say: what is impossible, or drops something unsaid, is refused with its place."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.compiler.constancy import constants
from diagnosis.compiler.expressions import Expressions
from diagnosis.documents.nodes import Faults
from diagnosis.faults import Faulty
from diagnosis.feel import compiled, parse
from diagnosis.knowledge.base import Knowledge
from diagnosis.loading import load_knowledge
from diagnosis.resources import facts_dir, rules_dir
from tests.knowledge.bases import KnowledgeBase
from tests.profiles import examples
from tests.terminal.commands import diagnosis


def told(folder: Path, text: str) -> list[str]:
    """What is wrong with an overlay of one file over the packaged rules."""
    (folder / "own.yaml").write_text(text, "utf-8")
    with pytest.raises(Faulty) as caught:
        load_knowledge(folder)
    return [str(fault).replace(f"{folder}/", "") for fault in caught.value.faults]


def rule(*conditions: str, stage: str = "pricing", cause: str = "price_uncompetitive") -> str:
    """Rules with these conditions, four lines each: `mine0` and so on."""
    return f"stage: {stage}\nrules:\n" + "".join(
        f"  - rule: mine{number}\n    when: {condition}\n    for: {{{cause}: strong}}\n    says: {{en: x, lt: x}}\n"
        for number, condition in enumerate(conditions)
    )


CANNOT_BE_MEANT = [
    ("csat < 80", 11, "`csat < 80` is true of every possible value"),
    ("turnover > 2", 11, "`turnover > 2` is true of no possible value"),
    ("not(renewal_rate > 90)", 15, "is true of no possible value"),
    ("backlog_weeks >= -1 and csat < 80%", 11, "`backlog_weeks >= -1` is true of every"),
    ("csat < 80% and vacancies in [5..10]", 39, "`vacancies in [5..10]` is true of no"),
    ("csat in (< 60%, > 95)", 27, "`csat in > 95` is true of no"),
    ("discount_depth between 5 and 10", 11, "is true of no"),
    ("csat < 60% and csat > 90%", 11, "`csat < 0.6 and csat > 0.9` is true of no"),
    ("win_rate.low > win_rate.high", 11, "is true of no"),
    ("otif.age < 0", 11, "`otif.age < 0` is true of no"),
    ("price_losses.of >= 0", 11, "is true of every"),
    ("some s in sellers satisfies s.attainment < 0", 39, "is true of no"),
    ("count(sellers[close_rate > 30]) > 2", 25, "is true of no"),
    ("3 > 2", 11, "is true of every"),
    ('band(csat) = "baad"', 24, "'baad' is no value of 'csat' in rule 'mine14'; did you mean 'bad'?"),
    ('band(csat) in ("bad", "warnin")', 33, "did you mean 'warning'?"),
    ('pricing_review = "ruledout"', 28, "did you mean 'ruled_out'?"),
    ("win_rate > revenue_target", 11, "a share and money are mixed"),
    ("price_losses.of > csat", 11, "a count and a share are mixed"),
    ("backlog_weeks + csat > 3", 11, "weeks and a share are mixed"),
    ("csat in (revenue_target, 0.5)", 20, "are mixed"),
    ("revenue_target < 97%", 11, "money and a share are mixed"),
    ("win_rate.of >= -5 %", 11, "a count and a share are mixed"),
    ("backlog_weeks between 50% and 4", 11, "weeks and a share are mixed"),
    ("revenue_actual in (1000, [2%..2000])", 36, "money and a share are mixed"),
    ("price_index > 110", 11, "`price_index > 110` is true of no possible value"),
    ("not(capacity_ratio <= 71)", 15, "`capacity_ratio <= 71` is true of every possible value"),
]


@pytest.fixture(scope="module")
def told_of_conditions(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is told of an overlay with all the conditions that cannot be meant."""
    return told(tmp_path_factory.mktemp("own"), rule(*(condition for condition, _, _ in CANNOT_BE_MEANT)))


@pytest.mark.parametrize("number", range(len(CANNOT_BE_MEANT)), ids=[condition for condition, _, _ in CANNOT_BE_MEANT])
def test_a_condition_that_cannot_be_meant(told_of_conditions: list[str], number: int) -> None:
    _, column, fault = CANNOT_BE_MEANT[number]
    (only,) = (line for line in told_of_conditions if line.startswith(f"own.yaml:{4 + 4 * number}:"))
    assert only.startswith(f"own.yaml:{4 + 4 * number}:{column}: ")
    assert fault in only


def test_conditions_that_can_be_true_and_false(tmp_path: Path) -> None:
    conditions = [
        "csat < 80 %",
        "csat < 0.8 or known(otif)",
        "backlog_weeks > 0",
        "revenue_actual / revenue_target < csat",
        "sum(sellers.target) > revenue_target",
        'band(csat) in ("bad", "warning")',
        "win_rate.high < win_rate_usual",
        "csat - csat_on_time > 5%",
        "if known(otif) then otif < 1 else csat < 1",
        "price_index > 110%",
        "price_index > 3.5",
        "revenue_actual < 97% * revenue_target",
        "revenue_actual in (< 97% * revenue_target)",
        "csat in [0.2..revenue_actual / revenue_target]",
        "churned_revenue > 5% * (revenue_actual - 1000)",
    ]
    (tmp_path / "own.yaml").write_text(rule(*conditions), "utf-8")
    rules = load_knowledge(tmp_path).rules
    assert [rules[f"mine{number}"].when for number in range(len(conditions))] == conditions


def test_what_is_said_of_members_is_checked_too(tmp_path: Path) -> None:
    text = rule("close_rate.p < 0 or team.csat > 90", stage="skills", cause="closing")
    first, second = told(tmp_path, text)
    assert "`close_rate.p < 0`" in first
    assert "`team.csat > 90`" in second


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "findings:\n- {finding: f, kind: note, when: csat > 90, title: {en: x}, says: {en: y}}",
            "`csat > 90` is true of no",
        ),
        ("stages: [{stage: skills, examine: attainment < -1}]", "1:35: `attainment < -1`"),
        ("facts: [{fact: csat, bands: {healthy: '>= 80', bad: '< 70%'}}]", "1:39: no possible value of 'csat' is"),
        ("facts: [{fact: csat, bands: {healthy: '>= 80%', bad: '< 82%'}}]", "overlap: 0.80 is both healthy and bad"),
        (
            "facts: [{fact: price_index, bands: {healthy: '<= 1.1', bad: '> 110'}}]",
            "no possible value of 'price_in",
        ),
        ("facts: [{fact: csat, bands: {on: csat - revenue_target, healthy: '> 0', bad: '< 0'}}]", "are mixed"),
        ("facts: [{fact: g, kind: number, name: {en: g}, formula: csat + revenue_actual}]", "are mixed in fact 'g'"),
    ],
)
def test_other_limits_of_an_overlay(tmp_path: Path, text: str, fault: str) -> None:
    assert any(fault in line for line in told(tmp_path, text))


@given(st.decimals(0, 100, places=2), st.sampled_from(["%", " %", "\u00a0%"]))
def test_a_number_with_a_per_cent_sign_is_the_share(number: object, sign: str) -> None:
    assert compiled(parse(f"{number}{sign} * 100 = {number}"))({}) is True


def test_the_packaged_rules_pass_as_an_overlay_would(knowledge: Knowledge) -> None:
    """No condition is constant; over themselves they load without a fault, a note, or a weaker gate."""
    work = Expressions(knowledge, frozenset(), Faults())
    for rule_ in knowledge.rules.values():
        resolved = work.expression(rule_.when, "rule", rule_.rule, "when", rule_.subject, "boolean", conclusions=True)
        assert resolved is not None
        assert not list(constants(resolved.tree, rule_.subject, knowledge.facts)), rule_.rule


@pytest.mark.slow
def test_the_packaged_rules_over_themselves_change_nothing(tmp_path: Path, knowledge: Knowledge) -> None:
    for folder in (rules_dir(), facts_dir() / "catalogue"):
        for file in folder.glob("*.yaml"):
            text = "\n".join(
                line for line in file.read_text("utf-8").splitlines() if not line.startswith("    range: ")
            )
            (tmp_path / f"{folder.name}-{file.name}").write_text(text, "utf-8")
    again = load_knowledge(tmp_path)
    assert (again.version, again.notes, again.gate_changes) == (knowledge.version, (), ())


CAUSE = "stage: delivery\ncauses: [{cause: lost_vans, title: {en: Vans, lt: Furgonai}, needs: [otif], prior: PRIOR}]\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("prior", "for_", "against", "fault"),
    [
        ("0.1", {}, ["strong"], "nothing speaks for cause 'lost_vans': it can never be confirmed; add a rule of grade"),
        ("0.1", {"": "weak"}, ["strong"], "only evidence below 'strong' speaks for cause 'lost_vans'"),
        ("0.01", {"": "strong"}, ["strong"], "all evidence for it makes it 55.8% probable; give it a higher prior"),
        (
            "0.5",
            {"": "strong"},
            ["moderate"],
            "all evidence against it leaves it 16.7% probable; give it a lower prior",
        ),
        ("0.1", {"": "strong"}, [], "leaves it 10.0% probable"),
        ("0.1", {"a": "moderate", "b": "moderate"}, ["strong"], "only evidence below 'strong'"),
    ],
)
def test_a_cause_that_can_never_be_settled(
    tmp_path: Path, prior: str, for_: dict[str, str], against: list[str], fault: str
) -> None:
    lines = [
        f"  - {{rule: f{group}, when: otif < 80%, for: {{lost_vans: {grade}}}, says: {{en: x, lt: x}}}}"
        for group, grade in for_.items()
    ]
    lines += [
        f"  - {{rule: a{grade}, when: otif > 99%, against: {{lost_vans: {grade}}}, says: {{en: x, lt: x}}}}"
        for grade in against
    ]
    (only,) = told(tmp_path, CAUSE.replace("PRIOR", prior) + ("rules:\n" + "\n".join(lines) if lines else ""))
    assert only.startswith("own.yaml:2:")
    assert fault in only


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "rules: [{rule: otif_bad, says: {en: Late}}]",
            "1:26: rule 'otif_bad' leaves out 'lt' of 'says'; write it too",
        ),
        ("facts: [{fact: otif, name: {lt: laiku}}]", "1:22: fact 'otif' leaves out 'en' of 'name'"),
        ("rules: [{rule: otif_bad, for: {closing: weak}}]", "leaves out 'late_delivery' of 'for'; write it too, or"),
    ],
)
def test_what_is_dropped_has_to_be_said(base: KnowledgeBase, text: str, fault: str) -> None:
    assert any(fault in line for line in base.faults(base.overlay(text)))


def test_what_is_said_to_be_dropped_is_dropped(base: KnowledgeBase) -> None:
    text = "rules: [{rule: otif_bad, says: {en: Late, lt: null}, for: {late_delivery: strong, closing: ~}}]"
    changed = base.load(base.overlay(text)).rules["otif_bad"]
    assert changed.says is not None
    assert (changed.says.lt, dict(changed.for_)) == (None, {"late_delivery": "strong"})


def test_what_a_list_drops_and_words_that_are_missing_are_told_and_refuse_nothing(tmp_path: Path) -> None:
    text = rule("csat < 50%").replace(", lt: x", "") + "causes: [{cause: late_delivery, actions: [inform_customers]}]\n"
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    first, second = (str(note).replace(f"{tmp_path}/", "") for note in load_knowledge(tmp_path).notes)
    assert first.startswith("own.yaml:6:5: 1 text has no words in the language 'lt': reports in it show another")
    assert second.endswith("cause 'late_delivery' no longer has fix_delivery_schedule in 'actions'")
    ended = diagnosis("run", "facts/examples/north.yaml", "--rules", tmp_path)
    assert ended.exit_code == 0
    assert "no words in the language 'lt'" in ended.stderr


def test_every_packaged_parameter_has_a_range_and_overlays_keep_to_it(tmp_path: Path, knowledge: Knowledge) -> None:
    assert all(parameter.range for parameter in knowledge.parameters.values())
    names = list(knowledge.parameters)
    faults = told(tmp_path, "parameters:\n" + "".join(f"  - {{parameter: {name}, value: -1}}\n" for name in names))
    assert len([line for line in faults if "not possible" in line or "must be above 0" in line]) == len(names)
    text = "parameters: [{parameter: significance, value: 0.01, range: '[0..9]'}]"
    assert "has its range in the packaged rules; delete 'range' here" in told(tmp_path, text)[0]


@examples(20)
@given(st.lists(st.sampled_from(["csat < 80", "turnover > 2", 'band(otif) = "bda"', "win_rate < revenue_target"])))
def test_all_faults_are_told_in_one_pass(conditions: list[str]) -> None:
    lines = [
        f"- {{rule: r{number}, stage: pricing, when: '{condition}', for: {{discounting: weak}}, says: {{en: x}}}}"
        for number, condition in enumerate(conditions)
    ]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "own.yaml").write_text("\n".join(["rules:", *lines, "- {rule: otif_bad, stattus: x}"]), "utf-8")
        with pytest.raises(Faulty) as caught:
            load_knowledge(folder)
    assert [fault.place.line for fault in caught.value.faults] == list(range(2, len(conditions) + 3))
