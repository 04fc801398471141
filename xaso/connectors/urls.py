from django.urls import path

from xaso.connectors import calls, views

app_name = "connectors"
urlpatterns = [
    path("cuoc-goi/<slug:source>/<str:secret>", calls.reported, name="call-reported"),
    path("<slug:name>/<str:secret>", views.called, name="called"),
]
