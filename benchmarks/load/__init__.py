"""A hundred managers who answer at once in the browser: how long each waits, and whether any answer is lost or mixed.

`python -m benchmarks.load [--managers 100] [--think 10] [--questions 15] [--workers 2] [--attack]`. A real server, a
database on the disk, real HTTP; the managers are simulated teams of the evaluation who know four fifths of their facts.
Between page and answer a manager thinks, `--think` seconds on average (evenly between half and one and a half of it).
With `--think 0` all answer back to back, which no hundred people do: it shows what the server can take. With
`--attack`, one attacker of each kind is at work beside them (`attackers`).
"""
