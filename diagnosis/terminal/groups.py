"""Groups of commands that hand the language of their help on to their commands."""

from __future__ import annotations

import click


class SpeakingGroup(click.Group):
    """A group that hands the language of its own help on to its commands."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name; its help is in the language of the group's."""
        from diagnosis.terminal.help_text import HelpInLanguage, speaking

        command = super().get_command(ctx, cmd_name)
        formatter = ctx.formatter_class
        return speaking(command, formatter.language) if command and issubclass(formatter, HelpInLanguage) else command
