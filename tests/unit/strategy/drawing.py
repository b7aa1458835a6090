"""Values of a strategy, the same in every run."""

from hypothesis import HealthCheck, Phase, given, settings


def draw(strategy, count=150):
    """Return as many values as the strategy makes in so many runs."""
    found = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def take(value):
        found.append(value)

    take()
    return found
