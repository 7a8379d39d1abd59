"""The values that answers are made of: frozen, readable, the same in Python and in JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    import pandas


class Record(Mapping[str, Any]):
    """A frozen mapping whose keys are attributes too; ``to_dict()`` equals the command line's JSON.

    >>> step = Record({"sign": 1, "object": {"label": "OPG"}})
    >>> step.object.label
    'OPG'
    """

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_fields", dict(fields))

    def __getitem__(self, key: str) -> Any:
        return freeze(self._fields[key])

    def __getattr__(self, key: str) -> Any:
        try:
            return freeze(self._fields[key])
        except KeyError:
            raise AttributeError(f"no field {key!r}; there are {', '.join(self._fields)}") from None

    def __setattr__(self, key: str, value: object) -> None:
        raise AttributeError("answers are frozen; build a new dict from to_dict()")

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __hash__(self) -> int:
        return hash(repr(self.to_dict()))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._fields]

    def __repr__(self) -> str:
        return f"Record({', '.join(f'{key}={_brief(value)}' for key, value in self.items())})"

    def _repr_html_(self) -> str:
        from html import escape

        cells = (f"<tr><th>{escape(k)}</th><td>{escape(_brief(v))}</td></tr>" for k, v in self.items())
        return f"<table>{''.join(cells)}</table>"

    def to_dict(self) -> dict[str, Any]:
        """Return plain dicts, lists and values, as JSON has them."""
        return {key: _thaw(value) for key, value in self._fields.items()}


class Rows(Sequence[Record]):
    """A frozen table: records with the same columns, in the order of the answer."""

    __slots__ = ("_rows", "columns")

    def __init__(self, rows: Sequence[Mapping[str, Any]], *, columns: Sequence[str] | None = None) -> None:
        self._rows = tuple(row if isinstance(row, Record) else Record(row) for row in rows)
        self.columns = tuple(columns if columns is not None else (self._rows[0] if self._rows else ()))

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: int | slice) -> Record | Rows:
        if isinstance(index, slice):
            return Rows(self._rows[index], columns=self.columns)
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(self._rows)

    def __repr__(self) -> str:
        return f"Rows({len(self)} x {', '.join(self.columns)})"

    def _repr_html_(self) -> str:
        from html import escape

        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_brief(row.get(n)))}</td>" for n in self.columns) + "</tr>" for row in self
        )
        return f"<table><tr>{head}</tr>{body}</table>"

    def to_dict(self) -> list[dict[str, Any]]:
        """Return a list of plain dicts, as JSON has them."""
        return [row.to_dict() for row in self._rows]

    def to_df(self) -> pandas.DataFrame:
        """Return a pandas DataFrame, one row a record; nested values stay dicts. Needs the ``frames`` extra."""
        import pandas

        return pandas.DataFrame(self.to_dict(), columns=list(self.columns))


def raw(value: Any) -> Any:
    """Return what ``to_dict()`` does, without the copy: for readers in a hurry that change nothing."""
    if isinstance(value, Rows):
        return [raw(row) for row in value]
    return value._fields if isinstance(value, Record) else value


def freeze(value: Any) -> Any:
    """Return ``value`` with mappings as ``Record`` and lists as tuples, all the way down."""
    if isinstance(value, (Record, Rows)):
        return value
    if isinstance(value, Mapping):
        return Record(value)
    if isinstance(value, (list, tuple)):
        return tuple(freeze(item) for item in value)
    return value


def _thaw(value: Any) -> Any:
    if isinstance(value, (Record, Rows)):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {key: _thaw(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_thaw(item) for item in value]
    return value


def _brief(value: Any) -> str:
    if isinstance(value, Record):
        return str(value.get("label") or value.get("iri") or repr(value))
    if isinstance(value, tuple):
        return "[" + ", ".join(_brief(item) for item in value[:3]) + (", …" if len(value) > 3 else "") + "]"
    return "" if value is None else str(value)
