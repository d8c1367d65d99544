"""A standing attack on the store and the pages: `python -m tests.torture [--seconds 600] [--seed N] [--on sqlite]`.

    managers  managers in browsers who answer all the while, and what was acknowledged to each
    checking  what has to hold after each round, looked up in the database itself
    serving   attacks on a server that serves them: kill -9, full disk, locks, files taken away, slow senders, races
    inside    attacks on the store and the rules within the process: clocks, damaged files, hostile overlays

It is no test of the suite: each run draws other numbers, from a seed that is printed, and it goes on for as long as it
is told to. `tests/sessions/killed.py` is the small one of the suite.
"""
