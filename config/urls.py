"""Where each surface hangs."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz, name="healthz")]
if "xaso.demo" in settings.INSTALLED_APPS and settings.XASO_SAMPLE:
    urlpatterns.append(path("mau/", include("xaso.demo.urls")))
if "xaso.desk" in settings.INSTALLED_APPS:
    urlpatterns.append(path("can-bo/", include("xaso.desk.urls")))
if "xaso.portal" in settings.INSTALLED_APPS:
    urlpatterns.append(path("", include("xaso.portal.urls")))
