"""Jobs: made, looked at, changed, and every lever that moves one."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.api.filters.jobs import JobFilter
from apps.api.parsers import SmallJson
from apps.api.serializers import jobs as shapes
from apps.api.serializers.base import Nothing
from apps.api.viewsets import Resource, user_in
from apps.dispatch import job_control
from apps.dispatch.selectors import why_not
from apps.jobs import services
from apps.jobs.models import Job
from apps.jobs.orders import JobOrder
from apps.jobs.selectors import job_timeline

KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="The same key again answers 200 with the same job; with another body 409.",
)
LONGEST_KEY = 200


class JobViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    Resource[Job],
):
    """Jobs: what is wanted, in which number, how urgently."""

    queryset = Job.objects.select_related("gcode")
    serializer_class = shapes.JobSerializer
    filterset_class = JobFilter
    search_fields = ["name", "reference", "gcode__name", "created_by"]
    ordering_fields = [
        "id",
        "name",
        "state",
        "lane",
        "priority",
        "due_at",
        "created_at",
        "quantity",
    ]

    @extend_schema(
        request={
            "multipart/form-data": shapes.NewJobSerializer,
            "application/json": shapes.NewJobSerializer,
        },
        responses={201: shapes.JobSerializer, 200: shapes.JobSerializer},
        parameters=[KEY],
    )
    def create(self, request: Request) -> Response:
        """Make a job from a file in the request, or from one that is here."""
        key = key_in(request)
        values = self.asked(shapes.NewJobSerializer)
        order = shapes.order_of(values, self._file(values))
        job, is_new = self._submit(order, key)
        answer = self.answer(job, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)
        answer["Location"] = reverse("api:job-detail", [job.pk], request=request)
        return answer

    def _file(self, values: dict[str, object]) -> int:
        """The id of the file that the job prints, taken in if it is in the request."""
        upload = values.get("file")
        if upload is None:
            return int(str(values["gcode"]))
        services.check_order(shapes.order_of(values, 0))
        received = services.receive_file(
            upload.chunks(),  # type: ignore[attr-defined]
            upload.name,  # type: ignore[attr-defined]
            actor=self.actor,
            size=upload.size,  # type: ignore[attr-defined]
        )
        return received.pk

    def _submit(self, order: JobOrder, key: str) -> tuple[Job, bool]:
        if not key:
            return services.submit(order, actor=self.actor), True
        return services.submit_once(order, key=key, user=user_in(self.request), actor=self.actor)

    def get_parsers(self) -> list[object]:  # type: ignore[override]
        """Files come with POST to the list only."""
        if getattr(self, "action_map", {}).get("post") == "create":
            return [MultiPartParser(), SmallJson()]
        return [SmallJson()]

    @extend_schema(request=shapes.JobChangeSerializer, responses=shapes.JobSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change lane, priority, due date, quantity or name."""
        job, values = self.get_object(), self.asked(shapes.JobChangeSerializer)
        if values:
            services.change(job, actor=self.actor, **values)
        return self.answer(job)

    @extend_schema(request=shapes.ReasonSerializer, responses=shapes.JobSerializer)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, pk: str) -> Response:
        """No new run until it is released; runs under way go on."""
        job, values = self.get_object(), self.asked(shapes.ReasonSerializer)
        services.hold(job, actor=self.actor, **values)
        return self.answer(job)

    @extend_schema(request=Nothing, responses=shapes.JobSerializer)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        """Let a held job go on."""
        job = self._plain()
        services.release(job, actor=self.actor)
        return self.answer(job)

    @extend_schema(request=Nothing, responses=shapes.JobSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: str) -> Response:
        """Pause every run of the job that prints."""
        job = self._plain()
        job_control.pause_job(job, actor=self.actor)
        return self.answer(job)

    @extend_schema(request=Nothing, responses=shapes.JobSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        """Let every paused run of the job go on."""
        job = self._plain()
        job_control.resume_job(job, actor=self.actor)
        return self.answer(job)

    @extend_schema(request=Nothing, responses=shapes.JobSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Nobody wants the job any more: its runs are cancelled."""
        job = self._plain()
        job_control.cancel_job(job, actor=self.actor)
        return self.answer(job)

    @extend_schema(request=shapes.ReprintSerializer, responses={201: shapes.JobSerializer})
    @action(detail=True, methods=["post"])
    def reprint(self, request: Request, pk: str) -> Response:
        """Make a new job like this one."""
        job, values = self.get_object(), self.asked(shapes.ReprintSerializer)
        new = job_control.reprint_job(job, actor=self.actor, **values)
        return self.answer(new, status.HTTP_201_CREATED)

    @extend_schema(responses=shapes.PrinterAnswerSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def why(self, request: Request, pk: str) -> Response:
        """For every printer: could it take the job now, and if not, why not."""
        answers = why_not(self.get_object())
        return Response(shapes.PrinterAnswerSerializer(answers, many=True).data)

    @extend_schema(responses=shapes.JobHistorySerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def timeline(self, request: Request, pk: str) -> Response:
        """What happened to the job, oldest first."""
        steps = job_timeline(self.get_object())
        return Response(shapes.JobHistorySerializer(steps, many=True).data)

    def _plain(self) -> Job:
        """The job of an action that takes no values."""
        job = self.get_object()
        self.asked(Nothing)
        return job


def key_in(request: Request) -> str:
    """The Idempotency-Key, empty without one; raises ValidationError when it is too long."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > LONGEST_KEY:
        raise ValidationError({"Idempotency-Key": [_("At most 200 characters.")]})
    return key
