from django.urls import path

from xaso.connectors import calls

app_name = "connectors"
urlpatterns = [path("cuoc-goi/<slug:source>/<str:secret>", calls.reported, name="call-reported")]
