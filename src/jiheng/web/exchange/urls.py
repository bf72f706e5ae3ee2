"""The addresses of files that come in and go out."""

from django.urls import path

from jiheng.web.exchange.views import evidence, exports, forms, imports, targets

app_name = "exchange"
urlpatterns = [
    path("filings/<int:pk>/evidence/<slug:key>/", evidence.evidence, name="evidence"),
    path("filings/<int:pk>/evidence/<slug:key>/add/", evidence.add, name="add_evidence"),
    path(
        "filings/<int:pk>/evidence/file/<int:evidence>/remove/",
        evidence.remove,
        name="remove_evidence",
    ),
    path("filings/<int:pk>/evidence/file/<int:evidence>/", evidence.get, name="get_evidence"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", imports.detail, name="import"),
    path("imports/<int:pk>/take/", imports.take_all, name="take_all"),
    path("imports/<int:pk>/again/", imports.read_again, name="read_again"),
    path("imports/<int:pk>/files/<int:upload>/", imports.get, name="get_upload"),
    path("imports/<int:pk>/files/<int:upload>/pages/<int:number>/", forms.page, name="page"),
    path("imports/<int:pk>/forms/<int:form>/", forms.form, name="form"),
    path("imports/<int:pk>/forms/<int:form>/take/", forms.take, name="take"),
    path("targets/", targets.page, name="targets"),
    path("targets/<int:pk>/template/", targets.template, name="targets_template"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<int:pk>/", exports.get, name="get_export"),
]
