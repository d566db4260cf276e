"""How a document is refused: where it is wrong, and what was found there."""

from typing import NoReturn

from geofence.errors import FenceError

__all__ = ["refuse", "refuse_pole", "shown"]


def refuse(where: str, en: str, zh: str) -> NoReturn:
    """Raise the error for GeoJSON that describes no fence.

    Parameters
    ----------
    where : str
        Path in the document.
    en, zh : str
        What is wrong and what to do.

    Raises
    ------
    FenceError
        Always.

    Examples
    --------
    >>> refuse("geometry", "draw it again", "请重新绘制")
    Traceback (most recent call last):
    geofence.errors.FenceError: geometry: draw it again
    """
    raise FenceError(en, zh, where=where)


def refuse_pole(where: str) -> NoReturn:
    """Raise the error for what lies beyond 85 degrees of latitude, north or south.

    Parameters
    ----------
    where : str
        Path in the document.

    Raises
    ------
    FenceError
        Always.

    Examples
    --------
    >>> refuse_pole("geometry")
    Traceback (most recent call last):
    geofence.errors.FenceError: geometry: lies beyond 85 degrees of latitude: no fences near a pole
    """
    refuse(
        where,
        "lies beyond 85 degrees of latitude: no fences near a pole",
        "纬度超过 85 度：不支持极地附近的围栏",
    )


def shown(value: object) -> str:
    """Show a value of a document in a sentence; bounded, whatever the value.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    str
        At most some fifty characters.

    Examples
    --------
    >>> shown(None), shown("a" * 99), shown([[[1]]]), shown(10**999)
    ('null', "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'", 'a list', 'a huge number')
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return repr(value[:40])
    if isinstance(value, int) and abs(value) > 10**18:
        return "a huge number"
    if isinstance(value, int | float):
        return repr(value)
    return "a list" if isinstance(value, list | tuple) else "an object"
