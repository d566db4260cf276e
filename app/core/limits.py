"""Every bound on what may come in; crossing one is refused with the bound in the answer."""

from datetime import UTC, datetime, timedelta

FIRST_INSTANT, LAST_INSTANT = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
BODY_BYTES = 1024 * 1024  # of a request
PINGS_PER_BATCH = 500
BATCHES_PER_ATTENDANCE = 2_000  # 24 h of a batch every 45 s
ROLL_CALL_PEOPLE = 500
SLOTS_PER_ACTIVITY = 100
SLOT_LENGTH = timedelta(hours=24)
SITES_PER_ACTIVITY = 50
POSITIONS_PER_ACTIVITY = 20
TEAM_QUOTAS = 20  # in one position
RULE_LENGTH = 200  # of a recurrence
WAITLIST = 1_000  # people who wait for a place in one slot
PLACES = 100_000  # in one slot
CANCEL_HOURS = 30 * 24  # before the start from which on a cancellation is late
PAGE_SIZE = 100
NEAR_RADIUS_M = 50_000.0
TEAMS_PER_PERSON = 50
WORKBOOK_BYTES = 8 * 1024 * 1024  # when it is unpacked
WORKBOOK_TAGS = 800_000  # in its XML, which takes longer to read than its bytes
WORKBOOK_PARTS = 200
WORKBOOK_ROWS = 20_000  # of a sheet
BAD_CELLS = 50_000  # that are listed
IMPORTED_AT_ONCE = 500  # rows in one transaction
PHOTOS_PER_VENUE = 12
ROOMS_PER_VENUE = 50
BOOKINGS_PER_PERSON = 10  # that are still to come
BOOKED_AHEAD = timedelta(days=90)
BOOKING_LENGTH = timedelta(hours=12)
ADDRESS_LENGTH = 120
SLOGAN_LENGTH = 20
INTRO_LENGTH = 400
URL_LENGTH = 500
NAME_LENGTH = 60
TITLE_LENGTH = 100
TEXT_LENGTH = 5_000
REASON_LENGTH = 500
ARTICLE_LENGTH = 50_000  # of a course
URL_LENGTH = 500
QUESTIONS = 200  # in a course's bank
QUESTION_LENGTH = 500
CHOICES = 8  # of a question
KEY_LENGTH = 64  # of an Idempotency-Key, a batch id, a device id
DEED_LENGTH = 64  # of the name of a deed, or of a table, in the audit
DEVICE_LENGTH = 160  # of what a phone calls itself
CODE_LENGTH = 120  # of what a QR code holds
RECEIPTS_AT_ONCE = 500
RECEIPTS = 100_000  # that one key signs
CLAIM_EVIDENCE = 10  # pieces of it, each of REASON_LENGTH
MINOR_ACCESS_HOURS = 72  # for which a minor's fields may be seen at a time
PHOTO_BYTES = 900_000
PHOTO_PIXELS = 25_000_000  # of one that is sent: a hundred megabytes while it is decoded
PHOTO_SIDE = 2_000  # px, the longer one of what is kept
PHOTOS_PER_ATTENDANCE = 6
DISPUTES_PER_ATTENDANCE = 3
PEOPLE_ON_BOARD = 500  # of one activity, the latest
PINGS_TRIED_OUT = 5_000
CORNERS_TRIED_OUT = 20_000_000  # of all fences, times pings: two seconds or so
