"""What a production installation does without."""

import pytest

from app import create_app
from app.core.extensions import db
from config import Settings


@pytest.fixture
def production(tmp_path):
    """Give a production installation that was told nothing about WeChat."""
    settings = Settings(
        secret_key="s" * 32,
        var=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'weiguang.db'}",
    )
    app = create_app(settings)
    with app.app_context():
        db.create_all()  # refused logins are counted
        yield app.test_client()
        db.engine.dispose()


def test_there_is_no_development_login(production):
    answer = production.post("/api/v1/auth/dev", json={"name": "王芳", "role": "administrator"})
    assert answer.status_code == 404
    assert "/api/v1/auth/dev" not in production.get("/api/openapi.json").get_json()["paths"]


def test_wechat_login_says_that_it_is_not_set_up(production):
    answer = production.post("/api/v1/auth/wechat", json={"code": "anything"})
    assert answer.status_code == 503
    assert answer.get_json()["code"] == "wechat_not_configured"


def test_a_production_installation_needs_a_real_key():
    with pytest.raises(ValueError, match="WEIGUANG_SECRET_KEY"):
        Settings()
