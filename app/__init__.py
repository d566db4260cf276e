"""The application: settings → extensions → features → errors → commands."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.accounts.routes import blueprint as accounts
from app.accounts.routes import development
from app.accounts.service import ended_sessions
from app.activities.project_routes import blueprint as projects
from app.activities.routes import blueprint as activities
from app.activities.signup_routes import blueprint as signups
from app.activities.venue_routes import blueprint as at_venues
from app.attendance.means_routes import blueprint as means
from app.attendance.review_routes import blueprint as reviews
from app.attendance.routes import blueprint as attendance
from app.attendance.walk_routes import blueprint as walks
from app.calendars.routes import blueprint as calendars
from app.campaigns.routes import blueprint as campaigns
from app.cli import init_app as add_commands
from app.core import auth, docs, health, http, limits, methods, queue, straight, web
from app.core import db as database
from app.core.extensions import api, db
from app.credentials.routes import blueprint as credentials
from app.families.routes import blueprint as families
from app.hours.routes import blueprint as hours
from app.imports.routes import blueprint as imports
from app.matching.routes import blueprint as matching
from app.moderation.routes import blueprint as moderation
from app.notices.delivery import make_delivery
from app.notices.routes import blueprint as notices
from app.orgs.routes import blueprint as orgs
from app.personal.routes import blueprint as personal
from app.publicity.routes import blueprint as publicity
from app.safeguarding.routes import blueprint as safeguarding
from app.trainings.routes import blueprint as trainings
from app.venues.routes import blueprint as venues
from app.wechat import make_wechat
from app.wechat.routes import blueprint as wechat
from config import Settings

FEATURES = (
    health.blueprint,
    web.blueprint,
    wechat,
    accounts,
    notices,
    orgs,
    moderation,
    venues,
    imports,
    credentials,
    families,
    trainings,
    activities,
    signups,
    projects,
    at_venues,
    safeguarding,
    attendance,
    means,
    reviews,
    walks,
    hours,
    personal,
    calendars,
    campaigns,
    matching,
    publicity,
)


def create_app(settings: Settings) -> Flask:
    """Return an application for these settings; it has touched neither database nor queue."""
    app = Flask(__name__, static_folder=None)
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.key,
        SECRET_KEY_FALLBACKS=[settings.previous_secret_key] * bool(settings.previous_secret_key),
        MAX_CONTENT_LENGTH=limits.BODY_BYTES,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings.database, settings.pool_size),
        **docs.CONFIG,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    db.init_app(app)
    database.init_app(app)
    app.extensions["redis"] = queue.connect(settings)
    app.extensions["wechat"] = make_wechat(settings, app.extensions["redis"])
    app.extensions["notices"] = make_delivery(settings)
    auth.refuse_sessions(app, ended_sessions)
    api.init_app(app)
    for feature in (*FEATURES, development) if settings.development else FEATURES:
        api.register_blueprint(feature, url_prefix="/api/v1" + (feature.url_prefix or ""))
    docs.init_app(app)
    web.init_app(app)
    http.init_app(app)
    # The address of who asks, for limits on guessing: as the last proxy that is ours saw it.
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0)  # type: ignore[method-assign]
    straight.init_app(app)
    methods.init_app(app)
    add_commands(app)
    return app
