"""The example in a README runs."""

from __future__ import annotations

import re
from pathlib import Path

import kontor.engines.calendar


def test_the_example_runs() -> None:
    readme = Path(kontor.engines.calendar.__file__).with_name("README.md").read_text()
    [example] = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    exec(compile(example, "README.md", "exec"), {"__name__": __name__})
