"""The demo company: 昆岳精機, a machine builder in Taichung, with a year of purchasing behind it."""

from kontor.apps.demo.build import TENANT_CODE, build

__all__ = ["TENANT_CODE", "build"]
