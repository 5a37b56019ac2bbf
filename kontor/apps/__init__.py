"""Business apps: the Python that metadata cannot say."""
