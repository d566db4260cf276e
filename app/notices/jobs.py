"""Jobs of notices: send one through WeChat, find what was lost, forget what is old."""

from app.core.queue import errand, job
from app.notices import sending, service


@errand("default", act=sending.deliver, note=sending.note)
def send(message_id: int) -> sending.Claim | None:
    """Send one message."""
    return sending.claim(message_id)


@job("default")
def sweep() -> None:
    """Ask again for messages that are due; give up those whose sender was killed."""
    sending.sweep()


@job("slow")
def delete_old() -> None:
    """Delete notices whose retention is over."""
    service.delete_old()
