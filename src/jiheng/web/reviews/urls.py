"""The addresses of gathering, auditing and progress."""

from django.urls import path

from jiheng.web.reviews.views import audit, bulk, gather, now, opened, progress

app_name = "reviews"
urlpatterns = [
    path("gather/", now.gather, name="gather_now"),
    path("progress/", now.progress, name="progress_now"),
    path("gather/<int:cycle>/", gather.gather, name="gather"),
    path("gather/<int:cycle>/submit/", bulk.submit, name="submit"),
    path("audit/", audit.worklist, name="audit"),
    path("audit/take/", bulk.take_all, name="take"),
    path("audit/<int:pk>/", opened.opened, name="open"),
    path("audit/<int:pk>/remark/", opened.remark, name="remark"),
    path("audit/<int:pk>/settle/<int:remark>/", opened.settle, name="settle"),
    path("progress/<int:cycle>/", progress.progress, name="progress"),
]
