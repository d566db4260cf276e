"""Taking over, by a code from the leader, the account that others acted in for oneself."""

from app.accounts import service as accounts
from app.accounts.models import User
from app.core import audit
from app.core.auth import Actor
from app.core.errors import ConflictError
from app.families import takeovers as codes
from app.hours import doubles
from app.notices import service as notices
from app.personal import joining

_DONE = ("已由本人认领", "the person took it over")


def take_over(actor: Actor, code: str) -> User:
    """Let the account that the code is for end in the actor's; nobody acts for them any more."""
    row = codes.redeem(actor, code)
    if all(doubles.has_records(each) for each in (row.member_id, actor.user_id)):
        raise ConflictError(
            "takeover_two_records",
            "两个账号都已有服务时长，须由两人核实后合并：请在“我的账号”中申请合并账号。",
            "Both accounts have hours of service already. Two people have to look: ask for a "
            "merge of your accounts.",
        )
    number = accounts.get_user(row.member_id).volunteer_no or ""
    codes.end_acting(actor, row)
    joining.vouched(row.member_id, actor.user_id, actor)
    # The leader's name stands beside the person's, for it is her word that they are the same.
    audit.record(
        actor, "takeover.use", row, before={}, after={"issued_by": row.issued_by},
        on_behalf_of=row.member_id, organisation_id=row.organisation_id,
    )  # fmt: skip
    asked = notices.Request("账号认领", "taking an account over", number, row.id)
    notices.tell_decided(row.issued_by, asked, _DONE, "", key=f"takeover:{row.id}")
    return accounts.show_me(actor)
