"""What gunicorn serves."""

from registry.app import create_app
from registry.metrics import watch_database

watch_database()
application = create_app()
