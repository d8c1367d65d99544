"""The command `diagnosis`. Nothing heavy is imported before a command runs: `diagnosis --help` answers at once."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from contextlib import suppress
from typing import Any

import click

from diagnosis.terminal.ask_command import ask
from diagnosis.terminal.explain_command import explain
from diagnosis.terminal.facts_command import facts
from diagnosis.terminal.groups import SpeakingGroup
from diagnosis.terminal.options import language_option
from diagnosis.terminal.rules_command import rules
from diagnosis.terminal.run_command import run
from diagnosis.terminal.serve_command import serve
from diagnosis.terminal.sessions_command import sessions

INTERRUPTED = 130
"""The exit code where the reader has gone (`| head`) or pressed Ctrl-C."""

_COLLECTED_AFTER = 10_000
"""How many new objects start a collection of garbage. With Python's own number, a tenth of the time before the first
question went into collections among what had just been imported, and they found nothing.
"""

_LANGUAGE = "diagnosis.language"


class Quiet(SpeakingGroup):
    """A group of commands that end without noise when the reader has gone, and tell errors in the reader's language."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Reads the command line as far as the command; what is wrong with it is told in the language asked for."""
        from diagnosis.terminal.help_text import speaking
        from diagnosis.terminal.usage import language_of, told_in

        language = language_of(args)
        with told_in(language):
            context = click.Group.make_context(speaking(self, language), info_name, args, parent, **extra)
        context.meta[_LANGUAGE] = language
        return context

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command; a closed pipe or Ctrl-C ends it with 130, a failure of the program with `CRASHED`."""
        from diagnosis.terminal.usage import told_in

        gc.set_threshold(_COLLECTED_AFTER)
        try:
            with told_in(ctx.meta[_LANGUAGE]):
                result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # What is left in the buffer has nowhere to go, and Python would complain about it at its end.
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(INTERRUPTED)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - told, with a report
            from diagnosis.terminal.crash import CRASHED, tell_crash

            if ctx.params.get("debug"):
                traceback.print_exc()
            else:
                tell_crash(error, ctx.invoked_subcommand or "", ctx.meta[_LANGUAGE])
            ctx.exit(CRASHED)
        return result


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the version and end; of a checkout that was never installed there is none."""
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            click.echo(f"diagnosis {version('sales-diagnosis')}")
        except PackageNotFoundError:
            click.echo("diagnosis, not installed")
        ctx.exit()


@click.group(
    help="help.diagnosis.about",
    cls=Quiet,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="help.diagnosis.more",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="help.diagnosis.version"
)
@click.option("--debug", is_flag=True, envvar="DIAGNOSIS_DEBUG", help="help.diagnosis.debug")
@language_option
def main(debug: bool, language: str) -> None:
    """Find out why a sales team misses its target, and what to do about it."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a letter shows a question mark; it is no reason to stop.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


main.add_command(run)
main.add_command(explain)
main.add_command(facts)
main.add_command(ask)
main.add_command(serve)
main.add_command(sessions)
main.add_command(rules)
