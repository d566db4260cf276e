"""Jobs of imports: some rows a run, so that it shows how far it is and a crash loses little."""

from app.core.queue import job
from app.imports import service


@job("slow")
def run(import_id: int) -> None:
    """Write the next rows of an import."""
    service.go_on(import_id)


@job("default")
def sweep() -> None:
    """Ask again for imports that a crash left."""
    service.sweep()
