"""The example that newcomers follow by hand does what the README shows."""

import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from app.orgs import service as orgs

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = "docs/examples/first_service.sh"


@pytest.fixture
def address(app):
    """Where the application listens."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_first_service_by_hand(work, settle, address):
    with work():
        orgs.ensure_root("沿河县中心")
    with subprocess.Popen(  # noqa: S603 - our own script
        ["sh", SCRIPT, address],  # noqa: S607 - a POSIX shell is what the README asks for
        cwd=ROOT,
        env=os.environ | {"no_proxy": "127.0.0.1"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as script:
        while script.poll() is None:
            settle()
            threading.Event().wait(0.3)
        printed = script.stdout.read().splitlines()
    for readme in ("README.md", "README.zh-CN.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        shown = text.partition(f"$ sh {SCRIPT}")[2].partition("```")[0].splitlines()[1:]
        assert printed[0].startswith("activity ")
        assert printed[1:] == shown[1:], readme
