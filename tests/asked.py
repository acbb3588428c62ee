"""What the tests' database is asked, noted while a test wants to know."""

from pymongo import monitoring


class Commands(monitoring.CommandListener):
    """Notes what is asked of the database while somebody wants to know."""

    def __init__(self) -> None:
        self.noted: list[str] | None = None

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Note a command by its name and collection."""
        if self.noted is not None:
            self.noted.append(f"{event.command_name} {event.command.get(event.command_name)}")

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Let it pass."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Let it pass."""


NOTED = Commands()
