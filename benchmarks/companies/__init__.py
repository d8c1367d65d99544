"""How good the knowledge base is on simulated companies, whose troubles come about in the business, not in the facts.

What comes in: a seed and the parameters (`parameters`), frozen before the rules were changed to suit anybody. A company
(`company`) has a type, sellers, twelve quarters and usual levels of everything that can go wrong, some of them bad
for years and harmless. Its quarters are run as counts (`quarters`), and its facts are read off these counts (`facts`),
with gaps and errors (`observe`). What goes out: `Team` objects with the truth beside them (`truth`), judged by the
knowledge base (`judge`) and scored with intervals (`score`, `report`, `pages`). `inject` changes deals and orders of
sound companies and looks whether the change is named.
"""
