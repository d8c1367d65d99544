"""Checks that span several entries of a knowledge base.

The names inside conditions and formulas are not checked here (see `compiler.resolve`), nor those in texts
(see `knowledge.text_check`).
"""

from __future__ import annotations

from decimal import Decimal

from diagnosis.documents.source import Faults, Scalar
from diagnosis.faults import meant, suggest
from diagnosis.feel import FeelSyntaxError, compiled, parse_unary_tests
from diagnosis.feel.tree import In, Name
from diagnosis.kinds import kind_of
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.called import KINDS, alternatives
from diagnosis.knowledge.model import COLLECTIONS, REQUIRED_PARAMETERS, Cause, Fact, Rule
from diagnosis.knowledge.names import check_references
from diagnosis.knowledge.reviews import OUTCOMES
from diagnosis.knowledge.written import Entry, Written
from diagnosis.messages import say

MOST_GRADES = 8
"""The folds count the evidence of each grade in one number a cause, exact up to 2**53: enough for 8 grades and the 700
rules that a cause may have.
"""

_MOST = {"significance": Decimal("0.5"), "stale_after_days": Decimal(3660)}

_FEEL = """
    and or not if then else for return some every satisfies between in true false null function instance of item
    band known abs min max floor ceiling sqrt count sum mean round date time duration
"""
_FILES = "team teams previous quarter as_of currency measured facts"

RESERVED = frozenset(_FEEL.split()) | frozenset(_FILES.split()) | {*COLLECTIONS, *COLLECTIONS.values()}
"""Words that cannot be the name of a fact or parameter."""

_NEEDED = {
    "rule": ("when",),
    "fact": ("kind", "name"),
    "cause": ("title",),
    "parameter": ("meaning",),
    "stage": ("title", "owner"),
    "action": ("title", "does"),
    "finding": ("when", "title"),
    "check": ("when", "title"),
}


def check(knowledge: Knowledge, written: Written, faults: Faults) -> None:
    """Tell everything that does not fit together. Checks that need all names are skipped if a file was unreadable."""
    _names(knowledge, written, faults)
    _chain(knowledge, written, faults)
    _scale(knowledge, written, faults)
    for subject, facts in knowledge.facts.items():
        for fact in facts.values():
            _fact(subject, fact, knowledge, faults)
    for cause in knowledge.causes.values():
        _cause(cause, knowledge, faults)
    for rule in knowledge.rules.values():
        _rule(rule, knowledge, faults)
    _contradictions(knowledge, written, faults)
    _actions(knowledge, faults)
    _parameters(knowledge, written, faults)
    check_references(written, faults)
    if written.sure("parameter"):
        for name in REQUIRED_PARAMETERS:
            if name not in written.entries["parameter"]:
                faults.add(
                    written.home, say("the parameter {name!r} is missing", name=name), say("add it to 'parameters'")
                )


def overlays_nothing(entry: Entry, written: Written, faults: Faults) -> bool:
    """Whether an overlay's entry changes keys of an entry that no earlier layer has; told as such if so."""
    needed = _NEEDED[entry.kind]
    if entry.layer == 0 or any(key in entry.values for key in needed) or not written.sure(entry.kind):
        return False
    if any(suggest(key, needed) for key in entry.values):
        return False  # a needed key is there, misspelt, and told as that
    others = [other for other in written.entries[entry.kind].values() if other is not entry]
    guess = suggest(entry.id, [other.id for other in others])
    do = meant(guess, say("name one that is there, or write the whole {kind}", kind=KINDS[entry.kind]))
    if guess == entry.id:
        subjects = sorted(written.subject(other) for other in others if other.id == guess)
        do = say("add the subject that is meant: {subjects}", subjects=alternatives(subjects))
    if entry.text("status") == "retired":
        what = say("{entry} is retired here, but no earlier layer has it", entry=entry.called)
    else:
        what = say("{entry} is changed here, but no earlier layer has it", entry=entry.called)
    faults.add(entry.place, what, do)
    return True


def _names(knowledge: Knowledge, written: Written, faults: Faults) -> None:
    """Each name means one thing: a fact, a parameter or a concluded fact; and no reserved word."""
    facts = {entry.id: entry.place for entry in written.entries["fact"].values()}
    parameters = {entry.id: entry.place for entry in written.entries["parameter"].values()}
    for kind in ("fact", "parameter"):
        for entry in written.entries[kind].values():
            if entry.id in RESERVED:
                faults.add(
                    entry.place,
                    say("{name!r} is a word of conditions and files", name=entry.id),
                    say("choose another id"),
                )
    for name in sorted(parameters.keys() & facts.keys()):
        faults.add(
            parameters[name],
            say("{name!r} is a fact too, at {place}", name=name, place=facts[name]),
            say("rename one of them"),
        )
    for rule in knowledge.rules.values():
        if rule.concludes is None:
            continue
        name, place = rule.concludes, knowledge.place("rule", rule.rule, "concludes")
        if name in RESERVED:
            faults.add(
                place,
                say("{name!r} is a word of conditions and files", name=name),
                say("choose another name to conclude"),
            )
        other = facts.get(name) or parameters.get(name)
        made = knowledge.facts["team"].get(name)
        if other or made:
            what = say("rule {rule!r} concludes {name!r}, which is a fact or parameter", rule=rule.rule, name=name)
            faults.add(place, what, say("choose another name to conclude"))
    for cause in written.entries["cause"].values():
        if cause.id in OUTCOMES:
            faults.add(
                cause.place, say("{id!r} is what a review says, not a cause", id=cause.id), say("choose another id")
            )


def _chain(knowledge: Knowledge, written: Written, faults: Faults) -> None:
    if not written.entries["stage"]:
        if written.sure("stage"):
            faults.add(written.home, say("the knowledge base has no stages"), say("add 'stages'"))
        return
    for stage in knowledge.stages.values():
        if stage.subject not in ("team", "seller"):
            place = knowledge.place("stage", stage.stage, "subject")
            faults.add(
                place,
                say("stage {stage!r} is about a {subject}", stage=stage.stage, subject=stage.subject),
                say("only the team and sellers have causes"),
            )
        if stage.examine is not None and stage.subject == "team":
            place = knowledge.place("stage", stage.stage, "examine")
            faults.add(
                place,
                say("stage {stage!r} has examine but no members", stage=stage.stage),
                say("give it a subject, or delete examine"),
            )
        position = written.order.index(stage.stage)
        for number, other in enumerate(stage.after):
            if other in written.order and written.order.index(other) >= position:
                place = knowledge.place("stage", stage.stage, f"after.{number}")
                what = say(
                    "stage {stage!r} waits for {other!r}, which does not come before it in the chain",
                    stage=stage.stage,
                    other=other,
                )
                faults.add(place, what, say("a stage waits for earlier ones only"))


def _scale(knowledge: Knowledge, written: Written, faults: Faults) -> None:
    grades = written.charts["grades"]
    if not grades and written.sure("grade"):
        faults.add(written.home, say("the knowledge base has no grades"), say("add 'grades'"))
    if len(grades) > MOST_GRADES:
        name = list(grades)[MOST_GRADES]
        faults.add(
            grades[name][0].place,
            say(
                "there are {count} grades; at most {most} can be told apart",
                count=len(grades),
                most=MOST_GRADES,
            ),
            say("merge some"),
        )
    limits = knowledge.limits
    if limits.ruled_out.probability >= limits.confirmed.probability:
        chart = written.charts["limits"]
        place = chart["ruled_out"][0].place if "ruled_out" in chart else written.home
        faults.add(place, say("the limit of ruled_out is not below that of confirmed"), say("lower it"))


def _fact(subject: str, fact: Fact, knowledge: Knowledge, faults: Faults) -> None:
    name = fact.fact if subject == "team" else f"{subject}.{fact.fact}"
    if fact.peers and subject == "team":
        faults.add(
            knowledge.place("fact", name, "peers"),
            say("fact {name!r}: a team has no peers here", name=name),
            say("delete peers"),
        )
    if fact.range is not None:
        try:
            parse_unary_tests(fact.range)
        except FeelSyntaxError as error:
            faults.add(knowledge.place("fact", name, "range", error.line, error.column), error.message)
    if fact.bands is None:
        if fact.common is not None and not fact.has_band:
            faults.add(
                fact.place,
                say("fact {name!r} says how common its bands are, but has none", name=name),
                say("add bands"),
            )
        return
    if fact.bands.peers and not fact.peers:
        faults.add(
            fact.place, say("the bands of fact {name!r} are by peers, but it has none", name=name), say("add peers")
        )
    if not kind_of(fact).has_bands:
        faults.add(
            fact.place,
            say("fact {name!r} is a {kind}, which has no bands", name=name, kind=fact.kind),
            say("delete bands"),
        )
    if fact.bands.against is not None:
        place = knowledge.place("fact", name, "bands.against")
        usual = _visible(subject, fact.bands.against, knowledge)
        if not fact.has_interval:
            do = say("make it a rate or a sample, or give healthy and bad")
            faults.add(place, say("fact {name!r} has no interval to hold against its usual value", name=name), do)
        elif usual is not None and not kind_of(usual).counted:
            faults.add(
                place,
                say("the usual value {fact!r} is a {kind}, not a share", fact=usual.fact, kind=usual.kind),
                say("name a percentage or a rate"),
            )


def _cause(cause: Cause, knowledge: Knowledge, faults: Faults) -> None:
    stage = knowledge.stages.get(cause.stage)
    if not cause.needs and cause.prior <= knowledge.limits.ruled_out.probability:
        what = say(
            "cause {cause!r} needs nothing and is improbable from the start: it would be ruled out unseen",
            cause=cause.cause,
        )
        faults.add(cause.place, what, say("let it need a fact, or give it a higher prior"))
    for number, need in enumerate(cause.needs):
        fact = _visible(stage.subject, need, knowledge) if stage else None
        if fact is not None and not fact.has_band:
            place = knowledge.place("cause", cause.cause, f"needs.{number}")
            do = say("add bands to it, or need another")
            faults.add(
                place,
                say(
                    "cause {cause!r} needs {need!r}, which has no bands and so is never healthy",
                    cause=cause.cause,
                    need=need,
                ),
                do,
            )


def _rule(rule: Rule, knowledge: Knowledge, faults: Faults) -> None:
    """Evidence for a seller's cause comes from a rule about sellers, that for a team's from one about the team."""
    for direction, evidence in (("for", rule.for_), ("against", rule.against)):
        for name in evidence:
            cause = knowledge.causes.get(name)
            stage = knowledge.stages.get(cause.stage) if cause else None
            if stage is not None and stage.subject in ("team", "seller") and stage.subject != rule.subject:
                place = knowledge.place("rule", rule.rule, f"{direction}.{name}")
                what = say(
                    "rule {rule!r} is about a {subject}, its cause {name!r} about a {other}",
                    rule=rule.rule,
                    subject=rule.subject,
                    name=name,
                    other=stage.subject,
                )
                do = say(
                    "give the rule 'subject: {subject}', or conclude a fact and build on it", subject=stage.subject
                )
                faults.add(place, what, do)
    if rule.status == "active" and (rule.retired_on or rule.replaced_by):
        place = knowledge.place("rule", rule.rule, "retired_on" if rule.retired_on else "replaced_by")
        faults.add(
            place,
            say("rule {rule!r} is active, yet says how it was retired", rule=rule.rule),
            say("add 'status: retired'"),
        )


def _contradictions(knowledge: Knowledge, written: Written, faults: Faults) -> None:
    """A check makes facts unknown that are given, of its own subject or (for the team) of its members."""
    subjects = {name: subject for subject, name in COLLECTIONS.items()}
    for check_ in knowledge.checks.values():
        for number, name in enumerate(check_.unknown):
            collection, _, rest = name.rpartition(".")
            own = subjects.get(collection) if check_.subject == "team" and collection else check_.subject
            known = knowledge.facts.get(own or "", {})
            if (own and rest in known and known[rest].given) or not written.sure("fact"):
                continue
            place = knowledge.place("check", check_.check, f"unknown.{number}")
            what = say("check {check!r} makes {name!r} unknown, which cannot be given", check=check_.check, name=name)
            guess = suggest(rest, [fact.fact for fact in known.values() if fact.given])
            faults.add(
                place, what, meant(guess, say("name a fact that can be given, or one of sellers: sellers.target"))
            )


def _actions(knowledge: Knowledge, faults: Faults) -> None:
    for action in knowledge.actions.values():
        facts = [facts[action.check.fact] for facts in knowledge.facts.values() if action.check.fact in facts]
        if facts and not any(fact.has_band for fact in facts):
            place = knowledge.place("action", action.action, "check.fact")
            what = say(
                "action {action!r} is checked by {fact!r}, which has no bands",
                action=action.action,
                fact=action.check.fact,
            )
            faults.add(place, what, say("add bands to it, or check by another"))


def _parameters(knowledge: Knowledge, written: Written, faults: Faults) -> None:
    """The parameters of the engine lie within the limits beyond which it cannot compute, or would accuse anybody."""
    for name, most in _MOST.items():
        parameter = knowledge.parameters.get(name)
        if parameter is not None and not 0 < parameter.value <= most:
            place = knowledge.place("parameter", name, "value")
            faults.add(
                place,
                say("parameter {name!r} must be above 0 and at most {most}", name=name, most=most),
                say("change it"),
            )
    for parameter in knowledge.parameters.values():
        entry = written.entries["parameter"][parameter.parameter]
        node = (entry.packaged or entry.values).get("range")
        text = node.text if isinstance(node, Scalar) else None
        if entry.packaged is not None and node is not entry.values.get("range"):
            what = say("{entry} has its range in the packaged rules", entry=entry.called)
            faults.add(knowledge.place("parameter", entry.id, "range"), what, say("delete 'range' here"))
        if text is None or parameter.parameter in _MOST:
            continue
        try:
            possible = compiled(In(Name("value"), parse_unary_tests(text)))({"value": parameter.value})
        except FeelSyntaxError as error:
            faults.add(knowledge.place("parameter", entry.id, "range", error.line, error.column), error.message)
            continue
        if possible is not True:
            what = say("parameter {name!r} is {value}, which is not possible", name=entry.id, value=parameter.value)
            faults.add(knowledge.place("parameter", entry.id, "value"), what, say("it must be {range}", range=text))


def _visible(subject: str, name: str, knowledge: Knowledge) -> Fact | None:
    """The fact that `name` is for `subject`: its own, else the team's."""
    return knowledge.facts[subject].get(name) or knowledge.facts["team"].get(name)
