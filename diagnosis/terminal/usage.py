"""A command line that cannot be understood, told in the language asked for; in English click's own words serve."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import click

from diagnosis.languages import SOURCE, Language, spoken
from diagnosis.messages import Said, say, translated

_EXTRA = re.compile(r"unexpected extra arguments?\W*\((.*)\)")
_COMMAND = re.compile(r"No such command '?([^' ]+?)'?\.")


class Misused(click.UsageError):
    """A usage error of click, shown in another language."""

    def __init__(self, error: click.UsageError, language: str) -> None:
        super().__init__(error.message, error.ctx)
        self.error, self.language = error, language

    def show(self, file: IO[Any] | None = None) -> None:
        """How the command is used, where its help is, and what is wrong."""
        context = self.ctx
        if context is not None:
            usage = " ".join((context.command_path, *context.command.collect_usage_pieces(context)))
            self._line(say("Usage: {usage}", usage=usage), file)
            self._line(say("Try '{command} --help' for help.", command=context.command_path), file)
            click.echo(file=file, err=True)
        self._line(say("Error: {problem}", problem=problem(self.error)), file)

    def _line(self, text: Said, file: IO[Any] | None) -> None:
        click.echo(translated(text, self.language), file=file, err=True)


@contextmanager
def told_in(language: str) -> Iterator[None]:
    """Within it, errors in the use of a command are told in this language, if it is not click's own."""
    try:
        yield
    except click.UsageError as error:
        if language == SOURCE or isinstance(error, Misused):
            raise
        raise Misused(error, language) from error


def language_of(arguments: Sequence[str]) -> Language:
    """The language that a command line asks for; English where there is no such language."""
    for number, argument in enumerate(arguments):
        name, given, value = argument.partition("=")
        if name == "--lang":
            return spoken(value if given else "".join(arguments[number + 1 : number + 2]))
    return spoken(os.environ.get("DIAGNOSIS_LANG", ""))


def problem(error: click.UsageError) -> Said:
    """What is wrong, by the kind of the error: click's sentences differ between its versions."""
    match error:
        case click.NoSuchOption():
            known = ", ".join(error.possibilities or ())
            if known:
                return say("there is no option {name}; did you mean {known}?", name=error.option_name, known=known)
            return say("there is no option {name}", name=error.option_name)
        case click.MissingParameter():
            return say("{name} is missing on the command line", name=_name(error))
        case click.BadParameter():
            if error.param is not None and isinstance(error.param.type, click.Choice):
                choices = ", ".join(map(str, error.param.type.choices))
                return say("{name} is one of: {choices}", name=_name(error), choices=choices)
            if "is a file" in error.message:
                return say("{name} needs a folder, and this is a file", name=_name(error))
            return say("the value of {name} cannot be used", name=_name(error))
        case click.BadOptionUsage():
            if "requires" in error.message:
                return say("the option {name} needs a value", name=error.option_name)
            return say("the option {name} takes no value", name=error.option_name)
    if match := _EXTRA.search(error.message):
        return say("there is more than the command takes: {arguments}", arguments=match[1])
    if match := _COMMAND.search(error.message):
        return say("there is no command {name}", name=match[1])
    return say("the command line is not understood ({problem})", problem=error.message)


def _name(error: click.BadParameter) -> str:
    """The option or argument as it is written on the command line."""
    parameter = error.param
    if isinstance(parameter, click.Option):
        return parameter.opts[0]
    return (parameter.metavar or str(parameter.name).upper()) if parameter else str(error.param_hint or "")
