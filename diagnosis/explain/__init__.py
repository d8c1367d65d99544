"""Why an answer is what it is: the verdict on one cause, rule by rule and fact by fact.

In: a team's measures and the `inference.trace.Trace` of its case. Out: `model.Explanation`, plain data that the
terminal and the pages put into words.
"""
