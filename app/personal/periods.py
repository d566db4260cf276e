"""How long the rows of every table are kept: the one list, from which the operators' pages are."""

from dataclasses import dataclass

from app.core.personal import PROOF, SERVICE, Law


@dataclass(frozen=True, slots=True)
class Period:
    """How long the rows of some tables are kept, and what ends it."""

    tables: tuple[str, ...]
    zh: str
    en: str
    job: str = ""  # that deletes; "": none does, or the act itself
    setting: str = ""  # that says how long
    law: Law | None = None  # that forbids to delete earlier


PERIODS = (
    Period(
        ("service_records", "manual_records"),
        "`WEIGUANG_SERVICE_YEARS`（10）年，自入账起；到期删除，此前的总数与校验值留在检查点",
        "`WEIGUANG_SERVICE_YEARS` (10) years after they were booked; the sum and the last seal stay"
        " in the checkpoint",
        "hours.let_old_go",
        "service_years",
        SERVICE,
    ),
    Period(
        ("manual_claims",),
        "`WEIGUANG_SERVICE_YEARS`（10）年加 3 年（民法典 188 条诉讼时效），自最后决定起："
        "其间错记的时长仍可冲回",
        "`WEIGUANG_SERVICE_YEARS` (10) years and 3 more (Civil Code 188) after the last decision,"
        " so that a wrong credit can be taken back",
        "hours.let_old_go",
        "service_years",
        SERVICE,
    ),
    Period(
        ("learning_records", "training_certificates"),
        "`WEIGUANG_SERVICE_YEARS`（10）年，自记入起，证书自失效起；到期删除，此前的学时总数保留",
        "`WEIGUANG_SERVICE_YEARS` (10) years after they were given, certificates after they ceased"
        " to hold; the sum of hours stays",
        "trainings.let_old_go",
        "service_years",
        SERVICE,
    ),
    Period(
        ("agreements", "agreement_texts"),
        "`WEIGUANG_SERVICE_YEARS`（10）年，自同意起；协议文本在最后一份协议之后删除",
        "`WEIGUANG_SERVICE_YEARS` (10) years after the agreement; a text goes after the last one",
        "activities.delete_old_agreements",
        "service_years",
        SERVICE,
    ),
    Period(
        ("chain_checkpoints", "learning_balances"),
        "长期保留：只有总数与校验值；注销后不再对应姓名",
        "for good: sums and a seal, of an account that has no name once it is erased",
        law=SERVICE,
    ),
    Period(
        (
            "attendances", "evidence", "settlements", "reviews", "disputes", "receipts",
            "likenesses",
        ),
        "`WEIGUANG_SERVICE_YEARS`（10）年，自最后一次结算、复核或申诉起；所依据的记录删除后一并删除",
        "`WEIGUANG_SERVICE_YEARS` (10) years after the last settlement, review or dispute; they go"
        " together, once the records that rest on them have gone",
        "attendance.let_old_go",
        "service_years",
        SERVICE,
    ),
    Period(
        ("sign_ups",),
        "`WEIGUANG_SERVICE_YEARS`（10）年，自场次结束起，签到与协议删除之后；注销时删去本人所写内容",
        "`WEIGUANG_SERVICE_YEARS` (10) years after the slot, once attendance and agreement have"
        " gone; an erasure takes what the person wrote",
        "activities.delete_old_sign_ups",
        "service_years",
    ),
    Period(
        ("needs", "invitations"),
        "`WEIGUANG_PROOF_YEARS`（3）年，自所需时间结束起；注销时删去姓名和本人所写内容",
        "`WEIGUANG_PROOF_YEARS` (3) years after the time wanted; an erasure takes the name and"
        " what the person wrote",
        "matching.delete_old_needs",
        "proof_years",
    ),
    Period(
        ("room_bookings", "room_holds"),
        "`WEIGUANG_PROOF_YEARS`（3）年，自预约时段结束起；注销后不再对应姓名",
        "`WEIGUANG_PROOF_YEARS` (3) years after the time booked; after an erasure nobody's",
        "venues.delete_old_bookings",
        "proof_years",
    ),
    Period(
        ("consents", "guardian_consents", "guardianships"),
        "有效期间，以及失效（被新的表示取代、监护关系解除或注销）后 `WEIGUANG_PROOF_YEARS`（3）年",
        "while they count, and `WEIGUANG_PROOF_YEARS` (3) years after a later word, the end of the "
        "guardianship or the erasure",
        "accounts.delete_old_consents",
        "proof_years",
        PROOF,
    ),
    Period(
        ("minor_looks", "minor_accesses"),
        "`WEIGUANG_PROOF_YEARS`（3）年，自查看或申请结束起",
        "`WEIGUANG_PROOF_YEARS` (3) years after the look, or the end of the request",
        "safeguarding.delete_old_looks",
        "proof_years",
        PROOF,
    ),
    Period(
        ("age_words",),
        "至成年之日；被监护人年龄不明的，自有监护人起 18 年；声明已成年的，至实名；注销时删除",
        "until the day of coming of age; of a ward whose age nobody knows, 18 years; that somebody "
        "said to be of age, until they verify; or until the erasure",
        "accounts.delete_ages",
    ),
    Period(
        ("guardian_papers",),
        "有效期间，以及失效后 `WEIGUANG_PROOF_YEARS`（3）年；未生效的，照片随即删除",
        "while it counts and `WEIGUANG_PROOF_YEARS` (3) years after; the photo of one that never "
        "did goes at once",
        "families.delete_old_papers",
        "proof_years",
        PROOF,
    ),
    Period(
        ("objections",),
        "`WEIGUANG_PROOF_YEARS`（3）年，自答复起",
        "`WEIGUANG_PROOF_YEARS` (3) years after the answer",
        "publicity.delete_old_objections",
        "proof_years",
        PROOF,
    ),
    Period(
        ("erasures",),
        "`WEIGUANG_PROOF_YEARS`（3）年，自注销完成或撤回起",
        "`WEIGUANG_PROOF_YEARS` (3) years after it was done or taken back",
        "personal.delete_old_erasures",
        "proof_years",
        PROOF,
    ),
    Period(
        ("account_merges",),
        "`WEIGUANG_PROOF_YEARS`（3）年，自合并、驳回或撤回起",
        "`WEIGUANG_PROOF_YEARS` (3) years after it was done, refused or withdrawn",
        "personal.delete_old_erasures",
        "proof_years",
        PROOF,
    ),
    Period(
        ("audit_entries",),
        "`WEIGUANG_AUDIT_YEARS`（10）年",
        "`WEIGUANG_AUDIT_YEARS` (10) years",
        "accounts.delete_old_audit",
        "audit_years",
        PROOF,
    ),
    Period(
        ("ping_batches", "attendance_marks"),
        "场次结束后 `WEIGUANG_TRACK_DAYS`（30）天；注销时删除",
        "`WEIGUANG_TRACK_DAYS` (30) days after the slot; or until the erasure",
        "attendance.delete_old_tracks",
        "track_days",
    ),
    Period(
        ("attendance_photos",),
        "内容保存 `WEIGUANG_PHOTO_DAYS`（30）天，之后只留曾有照片的记录，随签到删除；注销时删除",
        "the content for `WEIGUANG_PHOTO_DAYS` (30) days, then only that there was one, as long as "
        "the attendance; or until the erasure",
        "attendance.delete_old_photos",
        "photo_days",
    ),
    Period(
        ("notices", "notice_messages"),
        "`WEIGUANG_NOTICE_DAYS`（365）天；注销时删除",
        "`WEIGUANG_NOTICE_DAYS` (365) days; or until the erasure",
        "notices.delete_old",
        "notice_days",
    ),
    Period(
        ("logins",),
        "最后一次使用后 `WEIGUANG_REFRESH_DAYS`（30）天",
        "`WEIGUANG_REFRESH_DAYS` (30) days after the last use",
        "accounts.forget_requests",
        "refresh_days",
    ),
    Period(
        ("idempotent_requests", "attempts", "risk_checks"),
        "几分钟至数日，用完即删",
        "minutes to days: as long as they are of use",
        "accounts.forget_requests",
    ),
    Period(
        ("takeover_codes",),
        "一天，打印在卡片页上的七天；注销时删除",
        "a day, seven where it is printed beside the card; or until the erasure",
        "families.forget_codes",
    ),
    Period(
        ("code_uses",),
        "一小时",
        "an hour",
        "attendance.forget_codes",
    ),
    Period(
        ("personal_copies",),
        "7 天；注销时删除",
        "7 days; or until the erasure",
        "personal.sweep",
    ),
    Period(
        ("content_checks",),
        "未通过的文字保存 180 天；检测结果不含文字，不再用于屏蔽的保存"
        " `WEIGUANG_PROOF_YEARS`（3）年",
        "words that did not pass for 180 days; that there was a check, without the words,"
        " `WEIGUANG_PROOF_YEARS` (3) years unless it still hides something",
        "wechat.forget_words",
        "proof_years",
    ),
    Period(
        (
            "identities", "identity_verifications", "phones", "role_grants", "passwords",
            "second_factors", "recovery_codes", "guardian_invitations", "memberships",
            "volunteer_skills", "household_members", "paper_cards", "calendar_feeds",
            "imported_people", "subscriptions", "course_enrolments", "course_progress",
            "quiz_attempts",
        ),
        "账号存续期间；注销时删除",
        "as long as the account; deleted by the erasure",
    ),
    Period(
        ("users",),
        "保留；注销时删去姓名和本人所写内容",
        "for good; an erasure takes the name and what the person wrote",
    ),
    Period(
        (
            "organisations", "households", "activities", "activity_sites", "slots", "positions",
            "projects", "check_in_policies", "receipt_keys", "manual_quotas", "campaigns",
            "campaign_activities", "closing_reports", "report_reminders", "publicities", "courses",
            "course_questions", "course_sessions", "venues", "venue_brand_teams", "venue_photos",
            "function_rooms", "offers", "imports", "import_chunks", "listings",
            "listed_words", "listed_places",
        ),
        "保留：是组织的工作内容，不是关于某个人的信息",
        "for good: the work of organisations, not about a person",
    ),
)  # fmt: skip
HEADS = {"zh": ("数据表", "保存期限", "到期任务"), "en": ("tables", "kept", "ended by")}


def table_in(language: str) -> str:
    """Return the list as the operators' page in a language ("zh", "en") shows it."""
    head = " | ".join(HEADS[language])
    lines = [f"| {head} |", "|---|---|---|", *(_line(each, language) for each in PERIODS)]
    return "\n".join(lines) + "\n"


def _line(period: Period, language: str) -> str:
    names = ", ".join(f"`{each}`" for each in period.tables)
    job = f"`{period.job}`" if period.job else "–"
    return f"| {names} | {period.zh if language == 'zh' else period.en} | {job} |"
