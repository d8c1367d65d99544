"""How many questions an interview takes: simulated managers, who know the facts of the evaluation's teams, are asked.

`questions` says what can be asked, `managers` who answers and in which order they are asked, `walks` what came of one
interview, `pace` how long the next question takes, and `report` puts it into tables.
"""
