"""The materials a farm begins with, and how names of materials are understood."""

from apps.core.errors import Refused
from apps.core.wording import gettext_noop
from apps.materials.models import Material

START = {
    # code: density g/cm3, nozzle from, nozzle to, abrasive, enclosure; usual makers' data
    "PLA": (1.24, 190, 230, False, False),
    "PETG": (1.27, 220, 260, False, False),
    "ABS": (1.04, 230, 270, False, True),
    "ASA": (1.07, 235, 275, False, True),
    "TPU": (1.21, 210, 250, False, False),
    "PC": (1.20, 250, 300, False, True),
    "PA": (1.12, 240, 290, False, True),
    "PVA": (1.23, 190, 225, False, False),
    "HIPS": (1.03, 220, 250, False, True),
    "PP": (0.90, 210, 260, False, False),
    "PLA-CF": (1.29, 200, 240, True, False),
    "PETG-CF": (1.30, 230, 270, True, False),
}


def ensure_materials() -> None:
    """The usual materials exist; nothing an operator changed is touched."""
    for code, (density, low, high, abrasive, enclosure) in START.items():
        Material.objects.get_or_create(
            code=code,
            defaults={
                "name": code,
                "density": density,
                "nozzle_min_c": low,
                "nozzle_max_c": high,
                "is_abrasive": abrasive,
                "needs_enclosure": enclosure,
            },
        )


def material_named(code: str) -> Material:
    """The material with this code, in any case; raises Refused naming what there is."""
    found = Material.objects.filter(code__iexact=code.strip()).first()
    if found is None:
        known = ", ".join(Material.objects.values_list("code", flat=True)) or gettext_noop(
            "none yet"
        )
        message = gettext_noop("material %(code)s is not known; known are: %(known)s") % {
            "code": repr(code),
            "known": known,
        }
        raise Refused(message, code="MATERIAL_UNKNOWN", errors={"material": [message]})
    return found
