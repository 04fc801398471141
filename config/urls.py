"""Where each surface hangs."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("", include("xaso.ui.urls")),
]
if "xaso.demo" in settings.INSTALLED_APPS and settings.XASO_SAMPLE:
    urlpatterns.append(path("mau/", include("xaso.demo.urls")))
if "xaso.portal" in settings.INSTALLED_APPS:
    urlpatterns.append(path("", include("xaso.portal.account_urls")))
if "xaso.api" in settings.INSTALLED_APPS:
    urlpatterns.append(path("api/", include("xaso.api.urls")))
if "xaso.connectors" in settings.INSTALLED_APPS:
    urlpatterns.append(path("ket-noi/", include("xaso.connectors.urls")))
if "xaso.desk" in settings.INSTALLED_APPS:
    urlpatterns.append(path("can-bo/", include("xaso.desk.urls")))
if "xaso.portal" in settings.INSTALLED_APPS:
    urlpatterns.append(path("", include("xaso.portal.urls")))

handler400 = "xaso.ui.views.bad_request"
handler403 = "xaso.ui.views.forbidden"
handler404 = "xaso.ui.views.not_found"
handler500 = "xaso.ui.views.server_error"
