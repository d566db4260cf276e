"""The API of venues, their rooms and who books them."""

from typing import Any

from flask import Response, request

from app.core.auth import actor, anyone, requires
from app.core.etags import matched, tagged
from app.core.http import Blueprint
from app.core.schemas import PageQuery, page_of
from app.venues import function_rooms, photos, rooms, schemas, service

PICTURE = {"schema": {"type": "string", "format": "binary"}}
PICTURES = {"image/jpeg": PICTURE, "image/png": PICTURE}
# The picture of an address never changes; one that is taken away is gone from caches in a week.
PUBLIC, OWN = "public, max-age=604800", "private, no-store"
blueprint = Blueprint("venues", __name__, description="阵地与功能室 · Venues and rooms")


@blueprint.get("/venues")
@blueprint.arguments(schemas.VenueQuery, location="query")
@blueprint.response(200, page_of(schemas.VenueSchema))
def list_venues(query: dict[str, Any]) -> Any:
    """附近的阵地，无须登录。Find venues, the nearest first if ``near`` is given; open to all."""
    return service.find(anyone(), query)


@blueprint.get("/venues/<int:organisation_id>")
@tagged
@blueprint.response(200, schemas.VenueSchema)
def show_venue(organisation_id: int) -> Any:
    """查看一处阵地，无须登录。Show a venue; open to all, the contact masked for strangers."""
    return service.show(anyone(), organisation_id)


@blueprint.put("/venues/<int:organisation_id>")
@requires
@matched(service.get_venue)
@blueprint.arguments(schemas.VenueInSchema)
@blueprint.response(200, schemas.VenueSchema)
def describe_venue(values: dict[str, Any], organisation_id: int) -> Any:
    """填写阵地资料（协调员）。Describe a venue; for coordinators.

    Slogan, introduction and notes are checked before strangers see them.
    """
    return service.describe(actor(), organisation_id, values)


@blueprint.post("/venues/<int:organisation_id>/photos")
@requires
@blueprint.doc(requestBody={"required": True, "content": PICTURES})
@blueprint.response(201, schemas.VenuePhotoSchema)
def add_photo(organisation_id: int) -> Any:
    """上传照片（JPEG、PNG，协调员），审核通过后公开。Add a picture; shown once it was checked.

    What the file says of itself (place, camera) is removed. The same one twice is one.
    """
    return photos.store(actor(), organisation_id, request.get_data())


@blueprint.get("/venues/<int:organisation_id>/photos/<int:photo_id>")
@blueprint.arguments(schemas.PhotoAddressQuery, location="query")
@blueprint.response(200, PICTURE["schema"], content_type="image/*")
def show_photo(query: dict[str, Any], organisation_id: int, photo_id: int) -> Any:
    """查看照片，审核通过后无须登录。See a picture; open to all once it has passed."""
    photo = photos.show(anyone(), organisation_id, photo_id, query)
    response = Response(photo.content, mimetype=photo.mimetype)
    response.set_etag(photo.digest)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = PUBLIC if photos.is_public(photo) else OWN
    return response.make_conditional(request)


@blueprint.delete("/venues/<int:organisation_id>/photos/<int:photo_id>")
@requires
@blueprint.response(204)
def remove_photo(organisation_id: int, photo_id: int) -> None:
    """删除照片（协调员）。Remove a picture."""
    photos.remove(actor(), organisation_id, photo_id)


@blueprint.post("/venues/<int:organisation_id>/review")
@requires
@blueprint.arguments(schemas.ContentReviewSchema)
@blueprint.response(200, schemas.VenueSchema)
def review_venue(values: dict[str, bool], organisation_id: int) -> Any:
    """人工审核微信未决的内容（管理员）。Decide about what WeChat left to people."""
    return service.review(actor(), organisation_id, shown=values["shown"])


@blueprint.get("/venues/<int:organisation_id>/rooms")
@requires
@blueprint.arguments(schemas.RoomsQuery, location="query")
@blueprint.response(200, page_of(schemas.ListedRoomSchema))
def list_rooms(query: dict[str, Any], organisation_id: int) -> Any:
    """功能室列表。The rooms of a venue."""
    return function_rooms.list_rooms(organisation_id, query)


@blueprint.post("/venues/<int:organisation_id>/rooms")
@requires
@blueprint.arguments(schemas.RoomSchema)
@blueprint.response(201, schemas.RoomSchema)
def add_room(values: dict[str, Any], organisation_id: int) -> Any:
    """新增功能室（协调员）。Add a room; for coordinators."""
    return function_rooms.add_room(actor(), organisation_id, values)


@blueprint.patch("/rooms/<int:room_id>")
@requires
@blueprint.arguments(schemas.RoomChangeSchema)
@blueprint.response(200, schemas.RoomSchema)
def change_room(values: dict[str, Any], room_id: int) -> Any:
    """修改或停用功能室（协调员）。Change a room, or take it out of use."""
    return function_rooms.change_room(actor(), room_id, values)


@blueprint.get("/rooms/<int:room_id>/bookings")
@requires
@blueprint.arguments(schemas.WeekQuery, location="query")
@blueprint.response(200, schemas.HeldSchema(many=True))
def list_week(query: dict[str, Any], room_id: int) -> Any:
    """功能室一周的安排。When a room is held in seven days; others' purposes are not shown."""
    return rooms.list_week(actor(), room_id, query["first"])


@blueprint.post("/rooms/<int:room_id>/bookings")
@requires
@blueprint.arguments(schemas.BookingInSchema)
@blueprint.response(201, schemas.BookingSchema)
def book_room(values: dict[str, Any], room_id: int) -> Any:
    """预约功能室。Ask for a room: on the half hour, at most twelve hours, within 90 days."""
    return rooms.book(actor(), room_id, values)


@blueprint.post("/bookings/<int:booking_id>/decide")
@requires
@blueprint.arguments(schemas.BookingDecisionSchema)
@blueprint.response(200, schemas.BookingSchema)
def decide_booking(values: dict[str, Any], booking_id: int) -> Any:
    """审核预约（协调员）。Lend the room or refuse; for the venue's coordinators."""
    return rooms.decide(actor(), booking_id, **values)


@blueprint.post("/bookings/<int:booking_id>/cancel")
@requires
@blueprint.arguments(schemas.BookingCancelSchema)
@blueprint.response(200, schemas.BookingSchema)
def cancel_booking(values: dict[str, Any], booking_id: int) -> Any:
    """取消预约。Give a room back: whoever booked it, or the venue's coordinators."""
    return rooms.cancel(actor(), booking_id, values["reason"])


@blueprint.get("/me/bookings")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.BookingSchema))
def list_my_bookings(query: dict[str, Any]) -> Any:
    """我的预约。My bookings, newest first."""
    return rooms.list_mine(actor(), query)
