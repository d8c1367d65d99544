"""How good the knowledge base is, measured on simulated teams whose true causes are known.

A generative model of the sales process (`planting`, `levers`, `process`, `facts`, `people`) draws teams that miss
their target, with the causes that were planted in them; it knows nothing of rules, grades, priors or bands. The
knowledge base judges them (`judge`), also with some of the facts missing (`teams`), and `score` holds its verdicts
against what was planted. The assumptions stand in `assumptions` and `levers`.
"""
