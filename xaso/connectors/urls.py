from django.urls import path

from xaso.connectors import calls, views, zalo_events

app_name = "connectors"
urlpatterns = [
    path("zalo", zalo_events.told, name="zalo"),
    path("cuoc-goi/<slug:source>/<str:secret>", calls.reported, name="call-reported"),
    path("<slug:name>/<str:secret>", views.called, name="called"),
]
