"""`diagnosis ask`: what the command line says; `terminal.ask` does it."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from diagnosis.terminal.options import language_option, rules_option

EPILOG = """\b
Examples:
  diagnosis ask                   from nothing: team and quarter are asked for
  diagnosis ask --team North --quarter 2026-Q3 --previous 2026-Q2
  diagnosis ask north.yaml        what the file says is answered already
  diagnosis ask --list            the interviews that are kept
  diagnosis ask --resume last     go on with the one of the latest answer
  diagnosis ask --resume k3XbP0 --no-questions --report north.txt
  diagnosis ask --link last       a link with which it goes on in a browser

\b
At a question:
  82%, 2 of 14, yes   answers as people write them; up, down pick a choice
  ?  why it is asked, and what each answer would change
  u  nobody here knows: the fact goes on the list of requests
  b  back to the answer before     r  all answers, to revise any of them
  s  the chain and the causes      h  how a verdict came about, why no other
  w  what if: w 95%, w otif = 95%, of a seller w S-17.deals = 20/80
  t  a table of sellers: paste it, or name a file
  e  an empty table, to fill in elsewhere
  q  save and quit

\b
Every answer is saved before the next question is shown. Answers can be piped
in, one a line; lines that begin with # are left out.

\b
Exit codes:
  0    the interview is finished, or was left with q
  1    the input ended before the interview did; what was answered is saved
  2    it cannot be done, or a piped answer is not understood; what was
       answered before is saved
  130  interrupted by Ctrl-C; what was answered is saved
"""


@click.command(epilog=EPILOG)
@click.argument("facts", required=False, type=click.Path(path_type=Path))
@click.option("--resume", metavar="ID", help="Go on with an interview: its id or the beginning of it, or `last`.")
@click.option("--team", metavar="NAME", help="The team; of FACTS, where that holds several.")
@click.option("--quarter", metavar="2026-Q3", help="The quarter that is asked about.")
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The facts of the quarter before: a path of any kind; the team is found by its name.",
)
@click.option("--as-of", metavar="DATE", help="The day for which the answers hold, if it is not the quarter's last.")
@click.option("--currency", metavar="EUR", help="The currency of amounts of money.")
@rules_option
@language_option
@click.option("--who", metavar="NAME", help="Who answers, for the audit trail.  [default: the user of this computer]")
@click.option(
    "--store",
    metavar="PATH",
    help="Where interviews are kept: a file, or the URL of a database; also DIAGNOSIS_SESSIONS.  "
    "[default: the user's own data folder]",
)
@click.option(
    "--no-questions", is_flag=True, help="Ask nothing: show the result so far, and write the files named below."
)
@click.option(
    "--export-facts",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="At the end, write the answers as a facts file.",
)
@click.option(
    "--export-case",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="At the end, write the answers and the result as a worked case for authors of rules.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="At the end, write the result in the format of the name (see `diagnosis run --help`), else as text.",
)
@click.option(
    "--link",
    metavar="ID",
    help="Print a link with which an interview goes on in a browser (see `diagnosis serve`), and end.",
)
@click.option(
    "--url", metavar="URL", help="With --link: the address of the pages.  [default: that of `diagnosis serve`]"
)
@click.option("--list", "as_list", is_flag=True, help="List your interviews that are kept, and end.")
@click.option("--delete", metavar="ID", help="Delete an interview for good, and end.")
@click.option(
    "--purge",
    type=click.IntRange(min=0),
    metavar="DAYS",
    help="Delete for good all interviews without an answer for so many days, and end.",
)
@click.pass_context
def ask(context: click.Context, /, **given: object) -> None:
    """Answer questions about a team until the causes of its miss are settled.

    Each next question is the one that is expected to tell most. FACTS is a facts file (or a folder, with --team) to
    start from; without it everything is asked for.
    """
    from diagnosis.terminal.ask.command_line import AskCommand
    from diagnosis.terminal.ask.running import run

    chosen = context.get_parameter_source("language") is not ParameterSource.DEFAULT
    raise click.exceptions.Exit(run(AskCommand(**given, language_chosen=chosen)))  # type: ignore[arg-type]
