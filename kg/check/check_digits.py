"""Check digits: identifiers that look right and are not."""

from __future__ import annotations

import re

import pyoxigraph as ox

from kg.base.namespaces import SB
from kg.check.report import Result

_CAS = re.compile(r"([0-9]{2,7})-([0-9]{2})-([0-9])")
_LOINC = re.compile(r"([0-9]+)-([0-9])")


def cas_digit(number: str) -> bool:
    """Whether a CAS number ends in its check digit: the digits before it, weighted 1, 2, 3 … from the right,
    modulo 10.
    """
    match = _CAS.fullmatch(number)
    if match is None:
        return False
    digits = [int(digit) for digit in reversed(match.group(1) + match.group(2))]
    return sum(weight * digit for weight, digit in enumerate(digits, 1)) % 10 == int(match.group(3))


def loinc_digit(number: str) -> bool:
    """Whether a LOINC code ends in its check digit (Luhn, modulo 10)."""
    match = _LOINC.fullmatch(number)
    if match is None:
        return False
    total = 0
    for place, digit in enumerate(reversed(match.group(1))):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return (10 - total % 10) % 10 == int(match.group(2))


_DIGITS = {"CAS": cas_digit, "LOINC": loinc_digit}


def faults(store: ox.Store) -> list[Result]:
    """Return one result for each public identifier whose check digit is wrong."""
    found = []
    for quad in store.quads_for_pattern(None, ox.NamedNode(SB + "curie"), None):
        text = str(getattr(quad.object, "value", ""))
        prefix, _, local = text.partition(":")
        if prefix in _DIGITS and not _DIGITS[prefix](local):
            message = f"The check digit of {text} is wrong."
            found.append(
                Result(
                    severity="violation",
                    rule="identifier-check-digit",
                    focus=str(getattr(quad.subject, "value", "")),
                    value=text,
                    message=message,
                    hint="Look the identifier up again.",
                )
            )
    return found
