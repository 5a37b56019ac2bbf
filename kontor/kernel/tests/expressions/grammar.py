"""Random expressions, well typed and not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from kontor.kernel.tests.expressions.rows import IDS, WORDS, days, moments, numbers


def var(*names: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(names).map(lambda name: {"var": name})


def op(name: str, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(*parts).map(lambda arguments: {name: list(arguments)})


def either(*choices: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(*choices)


class Grammar:
    """Expressions of each type to a depth; ``line`` gives those that stand inside an iteration."""

    def __init__(self, depth: int, *, line: bool = False) -> None:
        self.depth = depth
        self.line = line

    def deeper(self, *, line: bool | None = None) -> Grammar:
        return Grammar(self.depth - 1, line=self.line if line is None else line)

    def number(self) -> st.SearchStrategy[Any]:
        names = ("amount", "line.amount", "$.n", "settings.limit") if self.line else ("n", "m", "k", "settings.limit")
        leaf = either(numbers, var(*names), st.integers(-5, 5))
        if self.depth == 0:
            return leaf
        low = self.deeper()
        n = low.number()
        choices = [
            leaf,
            op("+", n, n, n),
            op("-", n, n),
            op("-", n),
            op("*", n, n),
            op("/", n, n),
            op("%", n, n),
            op("round", n, st.integers(-2, 4), st.sampled_from(["half_up", "half_even", "up", "down"])),
            op("if", low.boolean(), n, n),
            op("coalesce", n, st.none(), n),
            op("max", n, n),
            op("min", n, n, n),
            op("days_between", low.day(), low.day()),
            op("and", n, n),
            op("or", n, n),
            st.builds(lambda name, default: {"var": [name, default]}, st.sampled_from(names), numbers),
        ]
        if not self.line:
            inner = self.deeper(line=True)
            found = self.rows()
            choices += [
                op("sum", found, inner.number()),
                op("max", found, inner.number()),
                op("min", found, inner.number()),
                op("count", found, inner.boolean()),
                op("count", found),
                op("sum", op("map", found, inner.number())),
            ]
        return either(*choices)

    def text(self) -> st.SearchStrategy[Any]:
        names = ("state", "line.state", "$.t") if self.line else ("t", "u")
        leaf = either(st.sampled_from(WORDS), var(*names))
        if self.depth == 0:
            return leaf
        low = self.deeper()
        t = low.text()
        return either(
            leaf,
            op("cat", t, low.number(), t),
            op("cat", low.day(), low.boolean(), low.moment()),
            op("substr", t, st.integers(-4, 4)),
            op("substr", t, st.integers(-4, 4), st.integers(-4, 4)),
            op("lower", t),
            op("if", low.boolean(), t, low.boolean(), t),
            op("or", t, t, t),
            op("min", t, t),
        )

    def day(self) -> st.SearchStrategy[Any]:
        names = ("due", "line.due", "today") if self.line else ("d", "today")
        leaf = either(var(*names), days.map(lambda day: {"date": day.isoformat()}))
        if self.depth == 0:
            return leaf
        low = self.deeper()
        unit = st.sampled_from(["days", "weeks", "months", "years"])
        return either(
            leaf,
            op("date_add", low.day(), st.integers(-40, 40), unit),
            op("date_add", low.day(), st.decimals(-9, 9, places=1), unit),
            op("date", low.moment()),
            op("coalesce", low.day(), low.day()),
            op("max", low.day(), low.day()),
        )

    def moment(self) -> st.SearchStrategy[Any]:
        leaf = either(var("$.e", "$.f"), moments.map(lambda at: {"datetime": at.isoformat()}))
        if self.depth == 0:
            return leaf
        low = self.deeper()
        unit = st.sampled_from(["days", "months", "hours", "minutes", "seconds"])
        duration = st.sampled_from(["PT36H", "-P2D", "P1DT30M"]).map(lambda text: {"duration": text})
        return either(
            leaf,
            op("date_add", low.moment(), st.integers(-30, 30), unit),
            op("date_add", low.day(), st.integers(-30, 30), st.sampled_from(["hours", "minutes"])),
            op("date_add", either(low.day(), low.moment()), duration),
            op("datetime", low.day()),
        )

    def rows(self) -> st.SearchStrategy[Any]:
        everything = st.just({"var": "lines"})
        inner = self.deeper(line=True)
        return either(everything, op("filter", everything, inner.boolean()))

    def boolean(self) -> st.SearchStrategy[Any]:
        names = ("flag", "$.b") if self.line else ("b", "c")
        leaf = either(st.booleans(), var(*names))
        if self.depth == 0:
            return leaf
        low = self.deeper()
        n, t, b, d = low.number(), low.text(), low.boolean(), low.day()
        equality = st.sampled_from(["==", "!=", "===", "!=="])
        order = st.sampled_from(["<", "<=", ">", ">="])
        identity = either(st.sampled_from(IDS).map(str), var("$.i", "actor.id"), st.none(), st.just("no id"))
        anything = either(n, t, b, d, low.moment(), st.none())
        choices = [
            leaf,
            st.builds(
                lambda name, pair: {name: list(pair)}, equality, either(*(st.tuples(x, x) for x in (n, t, b, d)))
            ),
            st.builds(lambda name, x: {name: [x, None]}, equality, anything),
            st.builds(lambda name, a, c: {name: [a, c]}, equality, var("$.i"), identity),
            st.builds(lambda name, a, c: {name: [a, c]}, equality, n, either(b, d, st.sampled_from(WORDS))),
            st.builds(lambda name, a, c: {name: [a, c]}, equality, d, either(low.moment(), st.sampled_from(WORDS))),
            st.builds(lambda name, triple: {name: list(triple)}, order, either(*(st.tuples(x, x) for x in (n, t, d)))),
            st.builds(lambda name, a, c, e: {name: [a, c, e]}, order, n, n, n),
            st.builds(lambda name, a, c: {name: [a, c]}, order, low.moment(), either(d, low.moment())),
            st.builds(lambda name, a: {name: [a, "12.50"]}, order, n),
            op("and", b, anything, b),
            op("or", b, b),
            op("!", anything),
            op("!!", anything),
            op("if", anything, b, b),
            op("in", n, st.lists(either(numbers, st.sampled_from(["1", "0.50", "x"]), st.none()), max_size=3)),
            op("in", t, either(t, st.lists(either(st.sampled_from(WORDS), st.none()), max_size=3))),
            op("in", d, st.lists(either(days.map(str), st.just("x")), max_size=3)),
            op("in", low.text(), var("$.tags", "actor.regions")),
            op("contains", t, t),
            op("starts_with", t, t),
            op("missing", st.lists(st.sampled_from(["$.t", "$.n", "$.d"]), max_size=2)).map(lambda raw: {"!": raw}),
        ]
        if not self.line:
            inner = self.deeper(line=True)
            found = self.rows()
            choices += [
                *(op(name, found, inner.boolean()) for name in ("all", "some", "none", "any")),
                op("in", t, op("map", found, inner.text())),
                op("!!", found),
            ]
        return either(*choices)

    def any(self) -> st.SearchStrategy[Any]:
        return either(self.number(), self.text(), self.day(), self.moment(), self.boolean())
