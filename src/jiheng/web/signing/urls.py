"""The addresses of signing and verifying."""

from django.urls import path

from jiheng.web.signing.views import sign, verify

app_name = "signing"
urlpatterns = [
    path("filings/<int:pk>/sign/", sign.sign, name="sign"),
    path("sign/", sign.waiting, name="list"),
    path("verify/", verify.enter, name="enter"),
    path("verify/<str:code>/", verify.verify, name="verify"),
]
