"""Pages that exist in sample mode only."""

from django.urls import path

from xaso.demo.views import door, outbox

app_name = "demo"
urlpatterns = [
    path("", door.cast, name="cast"),
    path("vao/<slug:key>", door.enter, name="enter"),
    path("hop-thu", outbox.outbox, name="outbox"),
]
