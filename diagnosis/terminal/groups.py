"""Groups of commands whose help speaks the reader's language."""

from __future__ import annotations

import click


class HelpInLanguage(click.Group):
    """A group that hands its own language on to its commands."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name; its help speaks the reader's language."""
        command = super().get_command(ctx, cmd_name)
        if command is None or ctx.formatter_class is click.HelpFormatter:
            return command
        from diagnosis.terminal.help_text import speaking

        return speaking(command, "lt")
