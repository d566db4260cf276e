#!/bin/sh
# One service by hand, from the activity to the hours, against a trial installation:
#   sh docs/examples/first_service.sh http://127.0.0.1:8000
# The phone was offline: its pings of the last 45 minutes arrive together.
set -eu
server=${1:-http://127.0.0.1:8000}

call() { # TOKEN METHOD PATH [BODY]
    curl -sS --fail-with-body -X "$2" "$server/api/v1$3" -H "Authorization: Bearer $1" \
        -H 'Content-Type: application/json' -d "${4:-{\}}"
}
log_in() { # NAME ROLE
    call '' POST /auth/dev "{\"name\": \"$1\", \"role\": \"$2\"}"
}
field() { # MEMBERS of the JSON answer `it`, with a comma after the last
    python3 -c 'import json, sys; it = json.load(sys.stdin)
print(*eval(sys.argv[1])) if "detail_en" not in it else sys.exit(it["detail_en"])' "$1"
}
minutes() { # NUMBER of minutes from now
    python3 -c 'import sys, datetime as d
print((d.datetime.now(d.timezone.utc) + d.timedelta(minutes=int(sys.argv[1]))).isoformat())' "$1"
}
curl -sS "$server/api/v1/health" >/dev/null # or there is nobody to talk to
here='"longitude": 108.5036, "latitude": 28.5639, "accuracy": 10'

coordinator=$(log_in 王协调 coordinator | field 'it["access_token"],')
administrator=$(log_in 李主任 administrator | field 'it["access_token"],')
volunteer=$(log_in "小杨 $$" volunteer | field 'it["access_token"],')

slot="{\"starts_at\": \"$(minutes -50)\", \"ends_at\": \"$(minutes 10)\", \"quota\": 20}"
activity=$(call "$coordinator" POST /activities "{\"title\": \"清理河道\", \"slots\": [$slot],
    \"risk_notice\": \"河边湿滑，请穿防滑鞋。\", \"conditions\": \"身体健康\", \"dangerous\": false,
    \"minors_allowed\": true}" | field 'it["id"],')
call "$coordinator" PUT "/activities/$activity/sites" '{"type": "FeatureCollection",
    "properties": {"datum": "wgs84"}, "features": [{"type": "Feature",
    "properties": {"name": "河滨公园", "radius_m": 100},
    "geometry": {"type": "Point", "coordinates": [108.5036, 28.5639]}}]}' >/dev/null
call "$coordinator" POST "/activities/$activity/submit" >/dev/null
call "$administrator" POST "/activities/$activity/approve" | field '"activity", it["id"], it["state"]'

call "$volunteer" POST /me/age '{"version": 1}' | field '"minor", it["minor"]'
call "$volunteer" POST "/activities/$activity/signups" | field '"sign-up", it["state"]'
call "$volunteer" POST /me/consents '{"purpose": "location_track", "version": 1}' |
    field '"located", it["in_force"]'
attendance=$(call "$volunteer" POST "/activities/$activity/check-in" "{\"method\": \"gps\",
    \"ping\": {\"t\": \"$(minutes -45)\", \"datum\": \"wgs84\", $here}}" | field 'it["id"],')
pings=''
for minute in $(seq 44 -1 0); do
    pings="$pings${pings:+, }{\"t\": \"$(minutes "-$minute")\", $here}"
done
call "$volunteer" POST "/attendances/$attendance/pings" \
    "{\"batch_id\": \"1\", \"datum\": \"wgs84\", \"pings\": [$pings]}" | field '"pings", it["stored"]'
call "$volunteer" GET "/attendances/$attendance" | field '"seen", it["seen"]["present"]'
call "$volunteer" POST "/attendances/$attendance/check-out" | field '"check-out", it["state"]'

settling=True
while [ "$settling" = True ]; do
    sleep 1
    view=$(call "$volunteer" GET "/attendances/$attendance")
    settling=$(echo "$view" | field 'it["settling"],')
done
echo "$view" | field '"settled", it["state"], it["settlement"]["credited_seconds"] // 60, "minutes"'
call "$volunteer" GET /me/hours | field '"hours", it["hours"], "records", it["records"]'
