"""gunicorn's log without its access log: `auction/server/hooks.py` writes the line of each request."""

from gunicorn import glogging


class Logger(glogging.Logger):
    """Writes errors alone; gunicorn's own puts together an access line for each request once its log is configured."""

    @property
    def access_log_enabled(self) -> bool:
        """Whether there is an access log: there is none."""
        return False
