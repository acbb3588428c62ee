"""What gunicorn serves."""

from registry.app import create_app

application = create_app()
