"""The objects of one kind in one account: triggers, addresses or keys, as the SDK gives them.

An object is known again by its FriendlyName, the resource's mark. Not every list has a filter for
it, so all are read and compared here. Twilio's word that an object is not there is relied on only
where the account itself is in reach and its list does not have the object either.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from providers.api.errors import (
    AmbiguousAnswer,
    CredentialsRefused,
    NotFound,
    Refusal,
)
from providers.api.masking import masked
from providers.api.reading import readable
from providers.objects.errors import OutOfReach, TooManyObjects, Vanished

MOST = 1000
"""The largest page (API, PageSize), so looking through an account is one or two requests."""


@dataclass(frozen=True)
class Kind:
    """A kind of object. The two functions lead from the SDK's account to one of its lists."""

    noun: str
    collection: Callable[[Any], Any]
    """The list that reads, updates and deletes."""
    creation: Callable[[Any], Any]
    """The list that creates; Twilio keeps it apart for keys."""


class Objects:
    """One kind's objects in the account `home`, seen with the credentials of the account `own`."""

    def __init__(self, kind: Kind, client: Any, own: str, home: str) -> None:
        self.kind = kind
        self.home = home
        self._own = own
        self._account = client.api.v2010.accounts(home)
        self._collection = kind.collection(self._account)

    def marked(self, mark: str) -> list[Any]:
        """Return the objects whose FriendlyName is exactly the mark."""
        return [record for record in self._listed() if record.friendly_name == mark]

    def fetch(self, sid: str) -> Any | None:
        """Return one object, or `None` where it is gone.

        Raises as `refuse_unless_gone`, and other `TwilioError`s.
        """
        try:
            return readable(self._collection(sid).fetch, self._named(sid))
        except (NotFound, CredentialsRefused) as answer:
            self.refuse_unless_gone(sid, answer)
            return None

    def create(self, **fields: Any) -> Any:
        """Create an object; raises `AmbiguousAnswer` where it may or may not have come to be."""
        record = self.kind.creation(self._account).create(**fields)
        return _posted(record, f"the creation of a {self.kind.noun}")

    def update(self, sid: str, **fields: Any) -> Any:
        """Change the given fields of an object; raises `Vanished`, or as `refuse_unless_gone`."""
        try:
            record = self._collection(sid).update(**fields)
        except (NotFound, CredentialsRefused) as answer:
            self.refuse_unless_gone(sid, answer)
            raise Vanished(self._named(sid), masked(self.home)) from None
        return _posted(record, f"the update of {sid}")

    def remove(self, sid: str) -> None:
        """Delete an object. One that is gone is no failure; raises as `refuse_unless_gone`."""
        try:
            self._collection(sid).delete()
        except (NotFound, CredentialsRefused) as answer:
            self.refuse_unless_gone(sid, answer)

    def dependents(self, sid: str) -> list[str]:
        """Return the E.164 numbers that depend on an address, none where the address is gone."""
        numbers = self._collection(sid).dependent_phone_numbers
        try:
            records = readable(lambda: numbers.list(limit=MOST), f"the numbers of {sid}")
        except (NotFound, CredentialsRefused) as answer:
            self.refuse_unless_gone(sid, answer)
            return []
        return [record.phone_number or record.sid for record in records]

    def refuse_unless_gone(self, sid: str, answer: Refusal) -> None:
        """Return only where the account is in reach and does not have the object.

        `answer` is Twilio's refusal to show it: a `NotFound`, or a `CredentialsRefused`, with which
        Twilio may answer for somebody else's account. Raises `OutOfReach`, or `answer` itself,
        also where a list still has the object: users report such answers about new objects.
        """
        try:
            self._account.fetch()
        except (NotFound, CredentialsRefused):
            if self.home == self._own:
                raise answer from None
            raise OutOfReach(self._named(sid), masked(self.home), masked(self._own)) from None
        if not isinstance(answer, NotFound) or any(one.sid == sid for one in self._listed()):
            raise answer

    def _listed(self) -> list[Any]:
        records = readable(
            lambda: self._collection.list(limit=MOST + 1, page_size=MOST),
            f"a list of the kind {self.kind.noun}",
        )
        if len(records) > MOST:
            raise TooManyObjects(self.kind.noun, MOST, masked(self.home))
        return list(records)

    def _named(self, sid: str) -> str:
        return f"{self.kind.noun} {sid}"


def _posted(record: Any, action: str) -> Any:
    if not record.sid:
        raise AmbiguousAnswer(action, "the answer names no SID")
    return record
