"""Extensions, unbound: ``create_app`` binds them."""

from flask_smorest import Api
from flask_sqlalchemy import SQLAlchemy

from app.core.db import Base
from app.core.described import Described
from app.core.problems import Problems
from app.core.schemas import ProblemSchema

db = SQLAlchemy(model_class=Base, disable_autonaming=True)
api = Api(spec_kwargs={"extra_plugins": [Problems(), Described()]})
api.ERROR_SCHEMA = ProblemSchema
