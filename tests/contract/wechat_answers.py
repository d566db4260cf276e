"""What all answers of the WeChat stub have in common."""

OK = {"errcode": 0, "errmsg": "ok"}


def error(errcode: int, errmsg: str) -> dict[str, object]:
    """A refusal; WeChat's sentence ends in the id of the request."""
    return {"errcode": errcode, "errmsg": f"{errmsg}, rid: 6630-0a1b"}
