"""Who acts. A value, so that the lowest packages need nobody's model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody (or the machine) doing something, as what, from where and what for. Ids are opaque to the packages below.
    `proved_at`: when they last showed who they are, by all that the account is entered with."""

    account: UUID | None = None
    person: UUID | None = None
    post: int | None = None
    office: int | None = None
    unit: int | None = None
    roles: frozenset[str] = frozenset()
    address: str = ""
    purpose: str = ""
    name: str = ""
    proved_at: datetime | None = None

    @classmethod
    def system(cls, purpose: str) -> Actor:
        """The machine itself: jobs, commands, loaders."""
        return cls(purpose=purpose, roles=frozenset({"system"}), name="xaso")

    def doing(self, purpose: str) -> Actor:
        """The same somebody, for this purpose."""
        return replace(self, purpose=purpose)

    @property
    def is_system(self) -> bool:
        return "system" in self.roles

    @property
    def is_official(self) -> bool:
        """Holds a post today."""
        return self.post is not None

    @property
    def is_administrator(self) -> bool:
        """Looks after accounts and posts, and never opens a dossier."""
        return "administrator" in self.roles

    @property
    def is_anonymous(self) -> bool:
        return self.account is None and not self.is_system

    def has(self, *roles: str) -> bool:
        """Has at least one of these roles."""
        return not self.roles.isdisjoint(roles)
