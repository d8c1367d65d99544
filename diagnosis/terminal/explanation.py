"""An explanation as plain text: the odds step by step, the limits, what could change the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from diagnosis.explain.model import ExplainedNeed, Explanation, FactUsed, Lack, Possible, RuleUsed, Step
from diagnosis.outputs.page import Page
from diagnosis.outputs.text import gate_changed
from diagnosis.reporting.names import Names, about
from diagnosis.result import EvidenceResult

_DEEPEST = 6
"""How deep facts behind facts are indented at most; deeper ones stand at that depth."""


def write_explanation(page: Page, explanation: Explanation, names: Names) -> None:
    """Write a whole explanation on the page."""
    _Writer(page, explanation, names).write()


class _Writer:
    """Writes one explanation."""

    def __init__(self, page: Page, explanation: Explanation, names: Names) -> None:
        self.page, self.explanation, self.names = page, explanation, names
        self.texts, self.formats = names.texts, names.formats

    def write(self) -> None:
        explanation = self.explanation
        self.page.title(f"{about(explanation.subject, explanation.title)} ({explanation.cause})")
        self.page.line(f"{explanation.team} · {explanation.quarter} · {self.names.stage(explanation.stage)}")
        gate_changed(self.page, self.names)
        self.verdict()
        self.waiting()
        self.steps()
        self.confirmation()
        self.exclusion()
        self.possible()
        self.in_favour(explanation.cleared_by)

    def verdict(self) -> None:
        explanation = self.explanation
        if explanation.verdict is None:
            self.page.line(self.texts.of("why_none", explanation.why_none), style="ruled_out")
            if explanation.cleared_text:
                self.page.line(explanation.cleared_text)
            return
        verdict = self.texts("explain.verdict", verdict=self.texts.of("verdict", explanation.verdict))
        if explanation.reason:
            verdict += f" ({self.texts.of('reason', explanation.reason)})"
        self.page.line(verdict, style=explanation.verdict)
        if explanation.probability is not None and explanation.coverage is not None:
            probability, coverage = self.percent(explanation.probability), self.formats.percent(explanation.coverage, 0)
            self.page.line(self.texts("weighed", probability=probability, coverage=coverage))

    def waiting(self) -> None:
        """What a held cause waits for: each stage that is not ruled out, and why."""
        stages = self.explanation.waiting
        if not stages:
            return
        self.page.section(self.texts("explain.waiting"))
        for stage in stages:
            reason = f" ({self.texts.of('reason', stage.reason)})" if stage.reason else ""
            line = f"{self.names.stage(stage.stage)}: {self.texts.of('verdict', stage.verdict)}{reason}"
            if stage.missing:
                subject = self.names.knowledge.stages[stage.stage].subject
                facts = "; ".join(self.names.named(fact, subject) for fact in stage.missing)
                line += f". {self.texts('not_known', facts=facts)}"
            self.page.item("-", line)

    # --- what fired -------------------------------------------------------------------------------------------

    def steps(self) -> None:
        explanation = self.explanation
        if explanation.verdict is None:
            return
        if explanation.verdict == "held":
            if explanation.steps:
                self.page.section(self.texts("explain.against"))
        else:
            self.page.section(self.texts("explain.steps"))
            start = self.texts(
                "explain.prior", probability=self.percent(explanation.prior), odds=self.number(explanation.prior_odds)
            )
            self.page.line(start, 2)
        for step in explanation.steps:
            self.step(step)

    def step(self, step: Step) -> None:
        mark = "+" if step.direction == "for" else "-"
        grade = f"{self.texts.of('direction', step.direction)}, {self.texts.of('grade', step.grade)}"
        self.page.item(mark, f"{step.used.rule}: {grade}", style="title")
        self.page.line(step.text, 4)
        if step.odds is not None and step.probability is not None:
            odds, probability = self.number(step.odds), self.percent(step.probability)
            text = self.texts("explain.odds", ratio=self.ratio(step.ratio), odds=odds, probability=probability)
            self.page.line(text, 4, style="faint")
        elif not step.counted:
            self.page.line(self.texts("explain.outdone", rule=step.outdone_by or ""), 4, style="faint")
        self.rule(step.used, 4, frozenset())

    def rule(self, used: RuleUsed, indent: int, seen: frozenset[str]) -> None:
        """A rule's condition and place, and the facts that it read."""
        place = f"  [{used.place}]" if used.place else ""
        self.page.line(self.texts("explain.when", when=used.when) + place, indent, indent + 2)
        for fact in used.facts:
            self.fact(fact, indent + 2, seen)

    def fact(self, fact: FactUsed, indent: int, seen: frozenset[str]) -> None:
        """A fact with its value, then what it was computed of or concluded by."""
        indent = min(indent, 4 + 2 * _DEEPEST)
        self.page.item("·", self.fact_in_words(fact), indent)
        for rule in fact.concluded_by:
            self.page.line(self.texts("explain.concluded", rule=rule.rule), indent + 2)
            self.rule(rule, indent + 2, seen | {fact.fact})
        for part in fact.computed_from:
            if part.fact not in seen:
                self.fact(part, indent + 2, seen | {fact.fact})

    def fact_in_words(self, fact: FactUsed) -> str:
        name = self.names.named(fact.fact, fact.subject)
        if fact.previous:
            name = self.texts("previous", fact=name)
        if fact.members is not None:
            return self.texts.counted("explain.members", fact.members, fact=name)
        words = [self.names.value(fact.fact, fact.value, fact.subject, fact.details)]
        details = fact.details
        if details.get("low") != details.get("high"):
            words.append(
                self.texts("explain.interval", low=self.percent(details["low"]), high=self.percent(details["high"]))
            )
        if "p" in details and "peers" in details:
            peers, p = self.percent(details["peers"]), self.formats.p(details["p"])
            words.append(self.texts("explain.peers", peers=peers, p=p))
        if fact.band and fact.band != fact.value:
            words.append(self.formats.words[fact.band])
        if fact.estimated:
            words.append(self.texts("explain.estimated"))
        if fact.stale_days is not None:
            words.append(self.texts.counted("explain.stale", fact.stale_days))
        return f"{name}: {', '.join(words)}"

    # --- the limits -------------------------------------------------------------------------------------------

    def confirmation(self) -> None:
        limits, explanation = self.explanation.confirmation, self.explanation
        if limits is None or explanation.probability is None:
            return
        self.page.section(self.texts("explain.confirmed_if"))
        limit = self.texts("explain.at_least", limit=self.percent(limits.at), now=self.percent(explanation.probability))
        self.condition(limits.likely, limit)
        rules = ", ".join(limits.rules) or self.texts("explain.none")
        grade = self.texts.of("grade", limits.grade)
        self.condition(bool(limits.rules), self.texts("explain.some_for", grade=grade, rules=rules))

    def exclusion(self) -> None:
        limits, explanation = self.explanation.exclusion, self.explanation
        if limits is None or explanation.probability is None:
            return
        self.page.section(self.texts("explain.ruled_out_if"))
        limit = self.texts("explain.at_most", limit=self.percent(limits.at), now=self.percent(explanation.probability))
        self.condition(limits.unlikely, limit)
        rules = ", ".join(limits.rules) or self.texts("explain.none")
        grade = self.texts.of("grade", limits.grade)
        self.condition(not limits.rules, self.texts("explain.none_for", grade=grade, rules=rules))
        for need in limits.needs:
            self.condition(need.met, self.need(need))
        if explanation.verdict == "ruled_out" and explanation.subject is None:
            self.page.line(self.texts("explain.counts" if limits.counts else "explain.counts_not"), 2)

    def condition(self, met: bool, text: str) -> None:
        """A condition, and whether it is met."""
        mark = self.texts("explain.yes" if met else "explain.no")
        width = max(len(self.texts("explain.yes")), len(self.texts("explain.no")))
        self.page.item(mark.ljust(width), text, 2, style="" if met else "faint")

    def need(self, need: ExplainedNeed) -> str:
        """A fact that must be healthy, as it is, and what would help where it is not."""
        key = "explain.need_excused" if need.excused else "explain.need"
        parts = [self.texts(key, fact=self.fact_in_words(need.used))]
        if need.by_review:
            parts.append(self.texts("explain.by_review"))
        if need.small:
            tries = self.texts.counted("tries", need.tries, pooled="") if need.tries else ""
            parts.append(self.texts.of("reason", "small_sample") + tries)
        missing = f". {self.texts('not_known', facts=self.lacks(need.missing))}" if need.missing else ""
        return "; ".join(parts) + missing

    # --- what could change it ---------------------------------------------------------------------------------

    def possible(self) -> None:
        explanation = self.explanation
        if explanation.possible:
            self.page.section(self.texts("explain.possible"))
        for rule in explanation.possible:
            self.if_it_fired(rule)
        if explanation.review is not None and explanation.verdict == "open":
            department = self.names.department(explanation.review_by)
            self.page.section(self.texts("explain.review_title"))
            self.page.line(self.texts("explain.review", fact=explanation.review, department=department), 2)

    def if_it_fired(self, rule: Possible) -> None:
        mark = "+" if rule.direction == "for" else "-"
        grade = f"{self.texts.of('direction', rule.direction)}, {self.texts.of('grade', rule.grade)}"
        then = self.texts("explain.then", probability=self.percent(rule.probability))
        if rule.confirms and self.explanation.verdict != "confirmed":
            then += f", {self.texts('explain.then_confirmed')}"
        self.page.item(mark, f"{rule.rule}: {grade}; {then}", style="title")
        self.page.line(self.texts("explain.when", when=rule.when), 4, 6)
        if rule.missing:
            self.page.line(self.texts("not_known", facts=self.lacks(rule.missing)), 4, 6)

    def lacks(self, lacks: Sequence[Lack]) -> str:
        """Unknown facts, each with who holds it; a department once for all that it holds."""
        held: dict[str | None, list[str]] = {}
        for lack in lacks:
            name = self.names.named(lack.fact, lack.subject)
            name = self.texts("previous", fact=name) if lack.previous else name
            held.setdefault(lack.held_by, []).append(name)
        return "; ".join(f"{', '.join(facts)} – {self.names.department(holder)}" for holder, facts in held.items())

    def in_favour(self, evidence: Iterable[EvidenceResult]) -> None:
        """What clears a member who is held or not examined: for any cause, not this ground alone."""
        shown = {step.used.rule for step in self.explanation.steps}
        rest = [ground for ground in evidence if ground.rule not in shown]
        if rest:
            self.page.section(self.texts("explain.in_favour" if not shown else "explain.in_favour_too"))
        for ground in rest:
            self.page.item("·", ground.text)

    # --- numbers ----------------------------------------------------------------------------------------------

    def percent(self, value: float) -> str:
        return self.formats.percent(value, 1)

    def number(self, value: float) -> str:
        return self.formats.number(value, 3 if value < 1 else 2)

    def ratio(self, ratio: float) -> str:
        """A likelihood ratio as people multiply: × 25, ÷ 5."""
        return f"× {self.formats.number(ratio)}" if ratio >= 1 else f"÷ {self.formats.number(1 / ratio)}"
