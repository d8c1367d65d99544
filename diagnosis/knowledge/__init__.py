"""The knowledge base: chain, fact catalogue, causes, rules, actions and findings.

In: folders of YAML (the packaged ones and a company's overlays). Out: a checked `Knowledge` with its version and the
place of everything that was written, and the model of the compiled `Program`. All faults are told in one pass.

`layers` merges the files, `validate` makes records of entries, `check`, `names` and `text_check` check across entries,
`read` runs these in order, `version` gives the two digests.
"""
