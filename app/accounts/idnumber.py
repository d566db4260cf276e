"""The number of a resident identity card (GB 11643-1999): what it says, and whether it can be."""

from dataclasses import dataclass
from datetime import date

from app.core.errors import InvalidError

OF_AGE = 18  # Civil Code 17
WITHOUT_GUARDIAN = 14  # PIPL 31: below this age only a guardian may consent
OLDEST = 130
_CHECKS = "10X98765432"
_WEIGHTS = tuple(2**place % 11 for place in range(17, 0, -1))


@dataclass(frozen=True, slots=True, repr=False)
class IdNumber:
    """A number whose form is right; it prints masked, so that no log can hold it by accident."""

    digits: str

    def __repr__(self) -> str:
        return self.masked

    __str__ = __repr__

    @property
    def masked(self) -> str:
        """First digit and last two; what lies between says where and when somebody was born."""
        return f"{self.digits[0]}{'*' * 15}{self.digits[16:]}"

    @property
    def born_on(self) -> date:
        """Day of birth."""
        return date.fromisoformat(self.digits[6:14])

    def age_on(self, day: date) -> int:
        """Return the age in full years; who is born on 29 February ages on 1 March."""
        born = self.born_on
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def of_age_on(born: date) -> date:
    """Return the day when somebody is of age; who was born on 29 February, a day later."""
    year = born.year + OF_AGE
    if (born.month, born.day) == (2, 29):
        return date(year, 3, 1)
    return date(year, born.month, born.day)


def age_before(of_age: date, day: date) -> int:
    """Return how old somebody is, in full years, who is of age from a day on."""
    before_birthday = (day.month, day.day) < (of_age.month, of_age.day)
    return OF_AGE - (of_age.year - day.year) - before_birthday


def parse(text: str, today: date) -> IdNumber:
    """Return the number; raise ``InvalidError``, which does not repeat it, if it cannot be one."""
    digits = text.strip().upper()
    if len(digits) != 18 or not (digits.isascii() and digits[:17].isdigit()):
        raise _invalid("须为 18 位", "it must have 18 digits, the last of which may be X")
    if check_of(digits[:17]) != digits[17]:
        raise _invalid("校验码不符", "its check digit does not fit")
    number = IdNumber(digits)
    try:
        age = number.age_on(today)
    except ValueError as error:
        raise _invalid("出生日期不存在", "its date of birth does not exist") from error
    if number.born_on > today or age > OLDEST:
        raise _invalid("出生日期不可能", "its date of birth cannot be")
    return number


def check_of(body: str) -> str:
    """Return the check character of 17 digits (ISO 7064, MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    return _CHECKS[total % 11]


def _invalid(zh: str, en: str) -> InvalidError:
    return InvalidError(
        "id_number_invalid",
        f"身份证号码有误：{zh}，请核对后重新填写。",
        f"The ID number is not right: {en}. Check it and enter it again.",
        fields={"number": [en]},
    )
