"""The WSGI entry point."""

import gc

from app import create_app
from config import Settings

app = create_app(Settings.from_env())
gc.freeze()  # what is here now stays: the collector need not walk through it again
