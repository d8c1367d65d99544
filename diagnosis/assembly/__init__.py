"""From an outcome to the published result: texts with their numbers, reasons, ranks, requests and actions.

In: a measured team and its `inference.outcome.Outcome`. Out: a `result.Diagnosis` in one language.

`case` puts rules into words, and `fact_view` shows the facts in them; `verdict_reasons` says why a cause is open;
`missing` finds the unknown facts behind a verdict and `requests` asks for them; `actions_and_findings` recommends
actions; `bridge` shows the parts of the gap; `build` puts all of it together.
"""
