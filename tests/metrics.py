"""Reads /metrics as Prometheus does."""

from tests.cast import Site


def metrics(site: Site) -> dict[str, float]:
    """Every sample, by its name with labels."""
    lines = site.open("/metrics", method="GET").get_data(as_text=True).splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}
