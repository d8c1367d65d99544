"""`python -m diagnosis` is the command `diagnosis`."""

from diagnosis.terminal.app import main

main(prog_name="diagnosis")
