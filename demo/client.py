"""A client as a phone has one: it waits for the network and asks again."""

import time
from datetime import datetime
from typing import Any

import httpx

PATIENCE_S = 120.0
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 2.0


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """The server said no."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('code')}: {problem.get('detail')}")
        self.status, self.code, self.problem = status, problem.get("code"), problem


class Client:
    """One person's connection; every request may be sent twice and is done once."""

    def __init__(self, url: str, name: str, role: str, at: datetime) -> None:
        self.http = httpx.Client(base_url=f"{url}/api/v1", timeout=30.0, trust_env=False)
        answer = self.post("/auth/dev", {"name": name, "role": role}, at)
        self.http.headers["Authorization"] = f"Bearer {answer['access_token']}"
        self.credentials, self.issued = (name, role), at

    def get(self, path: str, at: datetime, **query: Any) -> Any:
        """Read something."""
        return self._send("GET", path, at, params=query)

    def post(self, path: str, body: Any, at: datetime, key: str | None = None) -> Any:
        """Do something, once for each key."""
        headers = {"Idempotency-Key": key} if key else {}
        return self._send("POST", path, at, json=body, headers=headers)

    def put(self, path: str, body: Any, at: datetime) -> Any:
        """Replace something."""
        return self._send("PUT", path, at, json=body)

    def say_of_age(self, at: datetime) -> None:
        """Say before a sign-up that the person is of age, if that is still asked."""
        asked = self.get("/me/age", at)
        if asked["asked"]:
            self.post("/me/age", {"version": asked["text"]["version"]}, at)

    def log_in_again(self, at: datetime) -> None:
        """Get a token that is good at another time."""
        name, role = self.credentials
        answer = self.post("/auth/dev", {"name": name, "role": role}, at)
        self.http.headers["Authorization"] = f"Bearer {answer['access_token']}"

    def _send(self, method: str, path: str, at: datetime, **kwargs: Any) -> Any:
        headers = kwargs.pop("headers", {}) | {"Weiguang-Simulated-Time": at.isoformat()}
        deadline, pause = time.monotonic() + PATIENCE_S, FIRST_PAUSE_S
        while True:
            try:
                answer = self.http.request(method, path, headers=headers, **kwargs)
            except httpx.TransportError:
                answer = None  # the server is away: the phone keeps what is not acknowledged
            if answer is not None and answer.status_code < 500:
                break
            if time.monotonic() > deadline:
                raise TimeoutError(f"{method} {path} was not answered for {PATIENCE_S:.0f} s")
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)
        if answer.status_code == 401 and path != "/auth/dev":
            self.log_in_again(at)
            return self._send(method, path, at, headers=headers, **kwargs)
        if answer.status_code >= 400:
            raise Refused(answer.status_code, answer.json())
        return answer.json()
