"""What jobs can be filtered by."""

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django_filters import rest_framework as filters

from apps.api.filters.fields import Moment, Number, choices
from apps.dispatch.models import PrintRun
from apps.jobs.models import Job
from apps.jobs.states import JobState, Lane
from apps.printers.models import PrinterProfile


class JobFilter(filters.FilterSet):
    """`state` may be given several times; `printer` is the one pinned or one that tried."""

    state = filters.MultipleChoiceFilter(choices=choices(JobState))
    lane = filters.ChoiceFilter(choices=choices(Lane))
    material = filters.CharFilter(method="with_material")
    profile = filters.CharFilter(method="with_profile")
    printer = Number(method="on_printer")
    priority_min = Number("priority", "gte")
    priority_max = Number("priority", "lte")
    reference = filters.CharFilter("reference")
    created_after = Moment("created_at", "gte")
    created_before = Moment("created_at", "lte")

    class Meta:
        model = Job
        fields: list[str] = []

    def with_material(self, jobs: QuerySet[Job], _name: str, code: str) -> QuerySet[Job]:
        """Jobs that ask for the material, or leave it to a file that does."""
        told = Cast(KeyTextTransform("materials", "gcode__metadata"), TextField())
        return jobs.annotate(
            asked_materials=Cast("materials", TextField()), told_materials=told
        ).filter(
            Q(asked_materials__icontains=f'"{code}"')
            | Q(materials=[], told_materials__icontains=f'"{code}"')
        )

    def with_profile(self, jobs: QuerySet[Job], _name: str, code: str) -> QuerySet[Job]:
        """Jobs for the profile, or whose file was sliced for its model."""
        profile = PrinterProfile.objects.filter(code__iexact=code).first()
        told = Cast(KeyTextTransform("printer_model", "gcode__metadata"), TextField())
        return jobs.annotate(asked_profiles=Cast("profiles", TextField()), told_model=told).filter(
            Q(asked_profiles__icontains=f'"{code}"')
            | Q(profiles=[], told_model__in=profile.slicer_models if profile else [])
        )

    def on_printer(self, jobs: QuerySet[Job], _name: str, number: int) -> QuerySet[Job]:
        """Jobs pinned to the printer, or with a run on it."""
        runs = PrintRun.objects.filter(job=OuterRef("pk"), printer=number)
        return jobs.filter(Q(pinned_printer_id=number) | Exists(runs))
