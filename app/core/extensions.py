"""Extensions, unbound: ``create_app`` binds them."""

from flask_smorest import Api
from flask_sqlalchemy import SQLAlchemy

from app.core.db import Base

db = SQLAlchemy(model_class=Base, disable_autonaming=True)
api = Api()
