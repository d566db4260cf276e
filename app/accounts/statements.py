"""What somebody says of their own age, where no number says it: asked once, before a sign-up.

Who is of age says no more than that; of a minor the year of birth is asked, and kept as one sealed
day. A minor's own word may become stricter, and is overruled by a verified number alone.
"""

from dataclasses import dataclass
from datetime import date

from flask import current_app

from app.accounts import age_words, ages, consents, guardians, idnumber, wards
from app.accounts.ages import Standing
from app.accounts.models import AgeSource, AgeWord
from app.accounts.policy import AGE_TEXT, Text
from app.core import audit
from app.core.auth import Actor
from app.core.errors import ConflictError, InvalidError


@dataclass(frozen=True, slots=True)
class Age:
    """What is known of a person's age today, and whether they are still to be asked."""

    known: Standing
    text: Text = AGE_TEXT

    @property
    def asked(self) -> bool:
        """Whether a sign-up waits for their word; where real names are needed, for that instead."""
        needs_name: bool = current_app.config["SETTINGS"].real_name_to_serve
        return self.known.minor is None and not needs_name

    @property
    def guardian_first(self) -> bool:
        """Whether they are below 14: nothing goes on before a guardian has agreed."""
        age = self.known.age
        return bool(self.known.minor) and age is not None and age < idnumber.WITHOUT_GUARDIAN


def show(actor: Actor) -> Age:
    """Return what is known of the actor's age."""
    return Age(wards.standing(actor.user_id, ages.today()))


def say(
    actor: Actor,
    version: int,
    born_in: int | None = None,
    *,
    by: Actor | None = None,
    organisation_id: int | None = None,
) -> Age:
    """Note that the actor is of age or, with a year of birth, a minor; the same twice is one word.

    ``by``: who says it for somebody without a phone, and for which organisation.
    """
    if version != AGE_TEXT.version:
        raise consents.text_changed(AGE_TEXT)
    until = None if born_in is None else _of_age_on(born_in)
    guardians.lock(actor.user_id)
    known = wards.standing(actor.user_id, ages.today())
    said = (AgeSource.SAID, until is not None, until)
    if (known.source, known.minor, known.until) == said:
        return Age(known)
    _require_open(known, until)
    row = age_words.write(actor.user_id, AgeSource.SAID, until)
    _note(by or actor, row, version, actor.user_id if by else None, organisation_id)
    return show(actor)


def _of_age_on(born_in: int) -> date:
    """Return the last day on which somebody who was born in a year comes of age."""
    until = date(born_in + idnumber.OF_AGE, 12, 31)
    if not ages.today() < until <= date(ages.today().year + idnumber.OF_AGE, 12, 31):
        raise InvalidError(
            "born_in_invalid",
            "出生年份不对：只有未满 18 周岁的才填；已满 18 周岁的，请选择“已满 18 周岁”。",
            "This year of birth cannot be a minor's. Whoever is 18 or older says that instead.",
            fields={"born_in": ["not the year of birth of a minor"]},
        )
    return until


def _require_open(known: Standing, until: date | None) -> None:
    """Raise if more is known than what somebody says, or if it would make a minor grown."""
    if known.source is AgeSource.VERIFIED:
        raise ConflictError(
            "age_known",
            "您已实名认证，年龄以身份证号码为准，不必再声明。",
            "Your identity is verified, and your number says how old you are.",
        )
    own = known.until if known.source is AgeSource.SAID else None
    stricter = own is not None and until is not None and own <= until
    if known.minor and not stricter:
        raise ConflictError(
            "said_minor",
            "此前已知您未满 18 周岁，不能改为已成年或更早的出生年份；如有误请实名认证。",
            "You are known as a minor, and cannot be said to be older. If that is wrong, verify "
            "your identity: the number counts.",
        )


def _note(
    actor: Actor, row: AgeWord, version: int, on_behalf_of: int | None, organisation_id: int | None
) -> None:
    after = {"of_age": row.sealed is None, "version": version}
    audit.record(
        actor, "age.say", row, before={}, after=after,
        on_behalf_of=on_behalf_of, organisation_id=organisation_id,
    )  # fmt: skip
