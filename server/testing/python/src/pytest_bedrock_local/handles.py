"""What tests change and inspect, for a whole server or one session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from .admin import Admin, segment
from .shapes import Exchange, Listed


class AddedFixture:
    """A fixture that was added."""

    def __init__(self, admin: Admin, session: str | None, name: str) -> None:
        self._admin = admin
        self._session = session
        self.name = name

    @property
    def calls(self) -> int:
        """How often it answered."""
        found = self._admin.get(f"/fixtures/{segment(self.name)}", session=self._session)
        return int(found["calls"])

    def remove(self) -> None:
        """Removes the fixture; streams in progress continue."""
        self._admin.delete(f"/fixtures/{segment(self.name)}", session=self._session)


class Fixtures:
    """The fixtures of a server or session."""

    def __init__(self, admin: Admin, session: str | None) -> None:
        self._admin = admin
        self._session = session

    def add(self, fixture: Mapping[str, Any] | None = None, /, **members: Any) -> AddedFixture:
        """Adds a fixture until it is removed or reset. It takes precedence over files and earlier ones.

        Its members are those of a fixture file: `add(match={"prompt": "Paris"}, answer={"text": "France"})`. Text may
        be matched with `re.compile(...)`; the server reads the expression in RE2 syntax.
        """
        written = {**(fixture or {}), **members}
        added = self._admin.post("/fixtures", written, session=self._session)
        return AddedFixture(self._admin, self._session, added["name"])

    def list(self) -> list[Listed]:
        """Added fixtures first, then those of the folders."""
        return cast("list[Listed]", self._admin.get("/fixtures", session=self._session))

    def unused(self) -> Sequence[str]:
        """Names of fixtures that were never used."""
        return [fixture["name"] for fixture in self.list() if fixture["calls"] == 0]


class AddedFault:
    """A fault rule that was added."""

    def __init__(self, admin: Admin, session: str | None, id: str) -> None:
        self._admin = admin
        self._session = session
        self.id = id

    @property
    def struck(self) -> int:
        """How often it was injected."""
        rules = self._admin.get("/faults", session=self._session)
        return sum(int(rule["struck"]) for rule in rules if rule["id"] == self.id)

    def remove(self) -> None:
        self._admin.delete(f"/faults/{segment(self.id)}", session=self._session)


class Faults:
    """The faults to inject."""

    def __init__(self, admin: Admin, session: str | None) -> None:
        self._admin = admin
        self._session = session

    def add(self, rule: Mapping[str, Any] | None = None, /, **members: Any) -> AddedFault:
        """Adds a rule: `add(error={"type": "ThrottlingException"}, times=2)`."""
        added = self._admin.post("/faults", {**(rule or {}), **members}, session=self._session)
        return AddedFault(self._admin, self._session, added["id"])

    def clear(self) -> None:
        """Removes the rules that were added."""
        self._admin.delete("/faults", session=self._session)


class Journal:
    """The calls, and their answers."""

    def __init__(self, admin: Admin, session: str | None) -> None:
        self._admin = admin
        self._session = session

    def list(self, *, limit: int | None = None, **filter: Any) -> list[Exchange]:
        """The calls that match a filter such as `operation="Converse", missed=True`; oldest first."""
        exchanges = self._verified({**filter, "times": {"min": 0}})["exchanges"]
        return cast("list[Exchange]", exchanges if limit is None else exchanges[-limit:])

    def verify(self, expectation: Mapping[str, Any] | None = None, /, **members: Any) -> Sequence[Exchange]:
        """Raises an AssertionError that lists the calls if the expected one was not made `times` times, or at least once."""
        __tracebackhide__ = True
        result = self._verified({**(expectation or {}), **members})
        if not result["ok"]:
            raise AssertionError(result["message"])
        return cast("list[Exchange]", result["exchanges"])

    def save(self, exchanges: Iterable[Exchange], under: str | None = None) -> Sequence[str]:
        """Saves exchanges as fixtures in the last fixtures folder, and returns the files."""
        body: dict[str, object] = {"ids": [exchange["id"] for exchange in exchanges]}
        if under is not None:
            body["under"] = under
        return [saved["file"] for saved in self._admin.post("/journal/save", body)["saved"]]

    def clear(self) -> None:
        self._admin.delete("/journal", session=self._session)

    def _verified(self, expected: Mapping[str, Any]) -> Any:
        return self._admin.post("/journal/verify", expected, session=self._session)
