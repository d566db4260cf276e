"""The county of the application's tests, for the contract is tried out there."""

from tests.app.conftest import county  # noqa: F401 - a fixture
