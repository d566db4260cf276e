"""What volunteers can do: a short list, said by themselves, that positions and matching ask for."""

from collections.abc import Collection
from enum import StrEnum

import sqlalchemy as sa

from app.accounts.models import User
from app.activities.models import VolunteerSkill
from app.core import audit, clock
from app.core.auth import Actor
from app.core.db import session


class Skill(StrEnum):
    """A skill; others are added here."""

    FIRST_AID = "first_aid"
    NURSING = "nursing"
    MEDICINE = "medicine"
    PSYCHOLOGY = "psychology"
    LAW = "law"
    TEACHING = "teaching"
    LECTURING = "lecturing"
    ELDER_CARE = "elder_care"
    CHILD_CARE = "child_care"
    SIGN_LANGUAGE = "sign_language"
    LOCAL_DIALECT = "local_dialect"
    FOREIGN_LANGUAGE = "foreign_language"
    DRIVING = "driving"
    COOKING = "cooking"
    HAIRDRESSING = "hairdressing"
    REPAIRS = "repairs"
    ELECTRICS = "electrics"
    FARMING = "farming"
    COMPUTERS = "computers"
    PHOTOGRAPHY = "photography"
    MUSIC_AND_DANCE = "music_and_dance"
    CALLIGRAPHY = "calligraphy"
    SPORTS = "sports"
    MEDIATION = "mediation"
    RESCUE = "rescue"
    ENVIRONMENT = "environment"


SKILLS_ZH = {
    Skill.FIRST_AID: "急救",
    Skill.NURSING: "护理",
    Skill.MEDICINE: "医疗",
    Skill.PSYCHOLOGY: "心理疏导",
    Skill.LAW: "法律咨询",
    Skill.TEACHING: "课业辅导",
    Skill.LECTURING: "理论宣讲",
    Skill.ELDER_CARE: "助老",
    Skill.CHILD_CARE: "儿童照护",
    Skill.SIGN_LANGUAGE: "手语",
    Skill.LOCAL_DIALECT: "方言（含土家语、苗语）",
    Skill.FOREIGN_LANGUAGE: "外语",
    Skill.DRIVING: "驾驶",
    Skill.COOKING: "烹饪",
    Skill.HAIRDRESSING: "理发",
    Skill.REPAIRS: "家电维修",
    Skill.ELECTRICS: "水电",
    Skill.FARMING: "农技",
    Skill.COMPUTERS: "电脑与手机",
    Skill.PHOTOGRAPHY: "摄影摄像",
    Skill.MUSIC_AND_DANCE: "音乐舞蹈",
    Skill.CALLIGRAPHY: "书画",
    Skill.SPORTS: "体育健身",
    Skill.MEDIATION: "调解",
    Skill.RESCUE: "应急救援",
    Skill.ENVIRONMENT: "环保",
}


def skills_of(volunteer_id: int) -> list[Skill]:
    """Return what a volunteer says that they can do."""
    mine = sa.select(VolunteerSkill.skill).where(VolunteerSkill.volunteer_id == volunteer_id)
    return [Skill(each) for each in session().scalars(mine.order_by(VolunteerSkill.skill))]


def show_mine(actor: Actor) -> list[Skill]:
    """Return what the actor says that they can do."""
    return skills_of(actor.user_id)


def replace_mine(actor: Actor, skills: Collection[Skill]) -> list[Skill]:
    """Let the actor say what they can do; what they said before is forgotten."""
    before, now = skills_of(actor.user_id), clock.now()
    session().execute(sa.delete(VolunteerSkill).where(VolunteerSkill.volunteer_id == actor.user_id))
    session().add_all(
        VolunteerSkill(volunteer_id=actor.user_id, skill=skill, declared_at=now)
        for skill in set(skills)
    )
    user, after = session().get_one(User, actor.user_id), skills_of(actor.user_id)
    audit.record(actor, "user.skills", user, before={"skills": before}, after={"skills": after})
    return after
