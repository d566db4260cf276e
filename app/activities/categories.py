"""What kinds of service there are: for lists, and to bring needs and offers together."""

from enum import StrEnum


class Category(StrEnum):
    """A kind of service; others are added here."""

    THEORY = "theory"
    CULTURE = "culture"
    EDUCATION = "education"
    HEALTH = "health"
    SCIENCE = "science"
    ELDERLY = "elderly"
    CHILDREN = "children"
    DISABLED = "disabled"
    RELIEF = "relief"
    ENVIRONMENT = "environment"
    SAFETY = "safety"
    LAW = "law"
    DAILY_LIFE = "daily_life"
    OTHER = "other"


CATEGORIES_ZH = {
    Category.THEORY: "理论宣讲",
    Category.CULTURE: "文化文艺",
    Category.EDUCATION: "助学支教",
    Category.HEALTH: "医疗健身",
    Category.SCIENCE: "科学普及",
    Category.ELDERLY: "敬老助老",
    Category.CHILDREN: "关爱儿童",
    Category.DISABLED: "扶残助残",
    Category.RELIEF: "帮困济难",
    Category.ENVIRONMENT: "生态环保",
    Category.SAFETY: "平安应急",
    Category.LAW: "法律服务",
    Category.DAILY_LIFE: "便民服务",
    Category.OTHER: "其他",
}
