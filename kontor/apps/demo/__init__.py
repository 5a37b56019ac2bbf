"""The demo company: 昆岳精機, a machine builder in Taichung, with a year of purchasing behind it."""
