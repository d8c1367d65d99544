"""How good the knowledge base is on simulated companies, whose troubles come about in the business, not in the facts.

In: a seed and the parameters (`parameters`), which were frozen before any rule changed to suit them. A company
(`company`) has a type, sellers, twelve quarters and its own usual levels; some are bad for years and harmless. Its
facts are read off the counts of its quarters, with gaps and errors (`facts`). Out: teams with the truth beside them,
judged by the knowledge base (`judge`) and scored with intervals (`report`).
"""
