"""Call the API from Django's sync and async views: gunicorn django_views:wsgi, or uvicorn django_views:asgi.

In a project, the clients belong in a module of their own, and the settings in settings.py. The clients are created once
and serve all requests of a process. They can be created before Gunicorn forks its workers.

Under WSGI, Django runs each async view in a new event loop. Workers with several threads run several loops at once,
which cannot share an async client. With such workers, call the sync client from sync views.
"""

import os
from uuid import UUID

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from spkey_client import AsyncSpkeyClient, NotFoundError, SpkeyClient, SpkeyError

# The deadline is shorter than the time after which Gunicorn kills a worker (30 s).
client = SpkeyClient(deadline=10.0)
async_client = AsyncSpkeyClient(deadline=10.0)


def profile(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Return a user's profile."""
    try:
        found = client.users.get_profile(user_id)
    except SpkeyError as error:
        return failure(error)
    return JsonResponse(found.to_dict())


async def keys(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Return a user's keys."""
    try:
        found = await async_client.physical_keys.list(user_id)
    except SpkeyError as error:
        return failure(error)
    return JsonResponse(found.to_dict())


def failure(error: SpkeyError) -> HttpResponse:
    """Return the response for a failed call. The service's message can name ids, so it stays in the log."""
    if isinstance(error, NotFoundError):
        return JsonResponse({"error": "not found"}, status=404)
    return JsonResponse({"error": "the service is not available"}, status=503)


urlpatterns = [path("users/<uuid:user_id>/profile", profile), path("users/<uuid:user_id>/keys", keys)]

settings.configure(
    ALLOWED_HOSTS=["localhost", "127.0.0.1"],
    ROOT_URLCONF=__name__,
    SECRET_KEY=os.environ["DJANGO_SECRET_KEY"],
)
wsgi = get_wsgi_application()
asgi = get_asgi_application()
