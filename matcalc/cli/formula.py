"""Commands whose arguments are formulas, so that one may begin with a minus."""

from __future__ import annotations

from collections.abc import Iterator

import click


class FormulaCommand(click.Command):
    """A command that takes ``-x' A x`` for a formula and not for options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options: list[str] = []
        formulas: list[str] = []
        left = iter(args)
        for arg in left:
            if arg == "--":
                formulas.extend(left)
            elif self._is_option(arg, ctx):
                options.extend([arg, *self._values(arg, left)])
            else:
                formulas.append(arg)
        return super().parse_args(ctx, [*options, "--", *formulas])

    def _is_option(self, arg: str, ctx: click.Context) -> bool:
        """A known option, ``-dX:n`` with its value, or a long one for click to refuse."""
        names = {*self._names(), *ctx.help_option_names}
        has_value = arg[:2] in names and any(sign in arg for sign in ":=")
        return arg in names or has_value or (arg.startswith("--") and arg[2:3].isalpha())

    def _names(self) -> dict[str, click.Option]:
        return {
            name: each
            for each in self.params
            if isinstance(each, click.Option)
            for name in (*each.opts, *each.secondary_opts)
        }

    def _values(self, arg: str, left: Iterator[str]) -> list[str]:
        """The value behind an option that takes one and does not hold it already."""
        option = self._names().get(arg)
        if option is None or option.is_flag or option.count:
            return []
        return [value for value in [next(left, None)] if value is not None]
