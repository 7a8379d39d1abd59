"""The context of a question, and how well the context of an assertion fits it.

Grades, best first: exact, within, inherited, unspecified, generalised, extrapolated, incompatible. Only anatomy and
milieu can be incompatible; species and sex are at worst extrapolated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from kg.base.namespaces import ENT
from kg.errors import BadParameter
from kg.network.name_index import Item, Names

EXACT, WITHIN, INHERITED, UNSPECIFIED, GENERALISED, EXTRAPOLATED, INCOMPATIBLE = range(7)
GRADES = ("exact", "within", "inherited", "unspecified", "generalised", "extrapolated", "incompatible")
DEPLETE, REPLETE = ENT + "estrogen-deplete", ENT + "estrogen-replete"


class Sought(NamedTuple):
    """What a name is looked up as: in words, and the kinds it may be of, any where none is given."""

    what: str
    kinds: tuple[str, ...] = ()


SOUGHT: Mapping[str, Sought] = {
    "thing": Sought("entity"),
    "population": Sought("population", ("Population",)),
    "anatomy": Sought("tissue", ("Tissue", "CellType", "CellLine", "AnatomicalSite", "AnatomicalContext")),
    "milieu": Sought("milieu", ("HormonalMilieu",)),
    "species": Sought("species", ("Species",)),
}
"""An end of a route, and the parts of a context in the order in which they are looked up."""


class Context(NamedTuple):
    """Where, in whom and in which hormonal milieu a question is asked; None means not asked."""

    anatomy: str | None = None
    population: str | None = None
    milieu: str | None = None
    sex: str | None = None
    species: str | None = None

    def to_dict(self, names: Names) -> dict[str, Any]:
        """Return the context with entities in their short form."""
        fields = ("anatomy", "population", "milieu", "sex", "species")
        return {name: names.ref(getattr(self, name)) for name in fields}


def context(
    names: Names,
    *,
    anatomy: str | None = None,
    population: str | None = None,
    milieu: str | None = None,
    species: str | None = None,
) -> Context:
    """Return the context that the four names mean; a population brings its milieu, sex and species.

    Raises ``UnknownName``, ``AmbiguousName``, and ``BadParameter`` where population and milieu or species contradict
    each other.
    """

    def one(part: str, name: str | None) -> str | None:
        what, kinds = SOUGHT[part]
        return names.find(name, kinds=kinds, what=what) if name else None

    who = one("population", population)
    carried = population_context(names, who) if who else Context()
    where, hormones, kin = one("anatomy", anatomy), one("milieu", milieu), one("species", species)
    if hormones and carried.milieu and side(names, hormones) != side(names, carried.milieu):
        raise contradiction(population, names.item(carried.milieu)["label"], milieu)
    if kin and carried.species and kin != carried.species:
        raise contradiction(population, names.item(carried.species)["label"], species)
    return Context(
        anatomy=where,
        population=who,
        milieu=hormones or carried.milieu,
        sex=carried.sex,
        species=kin or carried.species,
    )


def contradiction(population: str | None, own: str, asked: str | None) -> BadParameter:
    """Return the refusal of a population together with what it is not."""
    return BadParameter(f"{population} are {own}, not {asked}; leave one of the two out")


def population_context(names: Names, population: str) -> Context:
    """Return the milieu, sex and species of ``population``, its own or those of the wider population it belongs to."""
    lineage = [names.items[iri] for iri in (population, *names.items[population]["broader"]) if iri in names.items]

    def first(dimension: str) -> str | None:
        return next((item[dimension][0] for item in lineage if item[dimension]), None)

    return Context(population=population, milieu=first("milieu"), sex=first("sex"), species=first("species"))


def side(names: Names, milieu: str | None) -> str | None:
    """Return which side of estradiol a milieu lies on, deplete or replete; None where it says neither."""
    reached = names.closure(milieu) if milieu else frozenset()
    return DEPLETE if DEPLETE in reached else REPLETE if REPLETE in reached else None


def compare(names: Names, dimension: str, asked: str, value: str) -> int:
    """Return the grade of evidence shown at ``value`` for a question asked at ``asked``, in one dimension."""
    if value == asked:
        return EXACT
    if asked in names.closure(value):
        return GENERALISED if names.items[value]["kind"] == "CellLine" else WITHIN
    if value in names.closure(asked):
        return INHERITED
    if dimension == "milieu":
        opposite = {side(names, asked), side(names, value)} == {DEPLETE, REPLETE}
        return INCOMPATIBLE if opposite else EXTRAPOLATED
    return INCOMPATIBLE if dimension == "anatomy" else EXTRAPOLATED


class Fit(NamedTuple):
    """The grade of one assertion for one question, with the dimension and the value that set it."""

    grade: int
    dimension: str | None = None
    value: str | None = None


class Grader:
    """Grades assertions for one question; answers are kept, since many routes share a step."""

    def __init__(self, names: Names, question: Context, source: str, rules: Mapping[str, Item]) -> None:
        self.names, self.question, self.source, self.rules = names, question, source, rules
        self._kept: dict[str, Fit] = {}

    def fit(self, iri: str, assertion: Item) -> Fit:
        """Return how well ``assertion`` fits the question: the worst of its dimensions."""
        if iri not in self._kept:
            self._kept[iri] = max(self._dimensions(assertion), key=lambda fit: fit.grade)
        return self._kept[iri]

    def reasons(self, assertion: Item) -> list[Fit]:
        """Return the fit in each dimension that was asked for or that the assertion leaves, the worst first."""
        found = [fit for fit in self._dimensions(assertion) if fit.dimension is not None]
        return sorted(found, key=lambda fit: -fit.grade)

    def _dimensions(self, assertion: Item) -> Iterable[Fit]:
        asked = self.question
        places = [*assertion["subject_anatomy"], *assertion["object_anatomy"]]
        yield self._dimension("milieu", asked.milieu, assertion["milieu"])
        yield self._dimension("species", asked.species, assertion["species"])
        yield self._dimension("sex", asked.sex, assertion["sex"])
        if asked.anatomy is not None:
            yield self._dimension("anatomy", asked.anatomy, places)
        yield self._derived(assertion) if assertion["rule"] else self._ligand(assertion)

    def _dimension(self, name: str, asked: str | None, shown: list[str]) -> Fit:
        if asked is None:
            return Fit(EXACT)
        if not shown:
            return Fit(UNSPECIFIED, name)
        return min(
            (Fit(compare(self.names, name, asked, value), name, value) for value in shown), key=lambda fit: fit.grade
        )

    def _derived(self, assertion: Item) -> Fit:
        """What a rule derived is at best as good as the rule table says, by the dimension in which it leaves its
        premise.
        """
        rule, tested = self.rules[assertion["rule"]], assertion["ligand"]
        values = {"ligand": tested[0] if tested else None, "milieu": DEPLETE}
        return Fit(GRADES.index(rule["grade"]), rule["dimension"], values.get(rule["dimension"]))

    def _ligand(self, assertion: Item) -> Fit:
        tested = assertion["ligand"]
        actor = self.names.items.get(assertion["subject"], {}).get("drug_class", ())
        if actor or not tested or self.source in tested or not self.names.items[self.source]["drug_class"]:
            return Fit(EXACT)
        return Fit(EXTRAPOLATED, "ligand", tested[0])


def overlap(names: Names, one: list[str], other: list[str]) -> bool:
    """Whether two lists of places can be the same place: equal, or one part of the other; an empty list is anywhere."""
    if not one or not other:
        return True
    return any(a in names.closure(b) or b in names.closure(a) for a in one for b in other)
