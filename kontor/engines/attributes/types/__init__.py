"""One module per attribute type; importing this package registers them all. A new type is a new file."""

from importlib import import_module
from pathlib import Path

for _module in sorted(each.stem for each in Path(__file__).parent.glob("*.py") if not each.stem.startswith("_")):
    import_module(f"{__name__}.{_module}")
