"""Why: why a question is asked, how a verdict came about, why a cause is not the first, and what if.

In: a state of an interview, and a question, a cause or events. Out: plain data, which the faces put into words. The
state stays as it is.
"""

from __future__ import annotations

from diagnosis.interview.explanations.how import how
from diagnosis.interview.explanations.what_if import what_if
from diagnosis.interview.explanations.why_asked import Possibility, Why, why
from diagnosis.interview.explanations.why_not_first import SmallestChange, WhyNot, why_not

__all__ = ["Possibility", "SmallestChange", "Why", "WhyNot", "how", "what_if", "why", "why_not"]
