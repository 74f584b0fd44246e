"""The errors that people can act on; programming errors are never wrapped in these."""


class KhabardarError(Exception):
    """Base of every error that is worth a line to a person: message, what it is about, and why.

    ``str()`` joins the three as ``message: subject: cause``; the cause is the exception that it
    was raised from. Of an error of the operating system its words count, not its number, and its
    file unless the message begins with it.
    """

    def __init__(self, message: str, subject: str = "") -> None:
        super().__init__(message, subject)
        self.message = message
        self.subject = subject

    def __str__(self) -> str:
        parts = [self.message, self.subject, *_why(self.__cause__, self.message)]
        return ": ".join(part for part in dict.fromkeys(parts) if part)


def _why(cause: BaseException | None, message: str) -> list[str]:
    if not isinstance(cause, OSError) or not cause.strerror:
        return [str(cause or "")]
    file = str(cause.filename or "")
    return [cause.strerror] if message.startswith(f"{file}:") else [file, cause.strerror]


class OperatorError(KhabardarError):
    """Something a person wrote is wrong (settings, address, query); the command exits with 2."""


class StoreError(KhabardarError):
    """The database is locked, corrupt, full, read-only or newer than the program."""


class DiskFull(StoreError):
    """There is no room to write; what was not stored is tried again when there is."""


class DeliveryError(KhabardarError):
    """A message could not be handed over; it stays in the outbox and is tried again."""
