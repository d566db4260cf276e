"""venues and their rooms."""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'venues',
        sa.Column('id', KEY, nullable=False),
        sa.Column('organisation_id', KEY, nullable=False),
        sa.Column('lon', sa.Double(), nullable=False),
        sa.Column('lat', sa.Double(), nullable=False),
        sa.Column('datum', sa.String(length=8), nullable=False),
        sa.Column('radius_m', sa.Double(), nullable=False),
        sa.Column('address', sa.String(length=120), nullable=False),
        sa.Column('contact', sa.LargeBinary(), nullable=True),
        sa.Column('slogan', sa.String(length=20), nullable=False),
        sa.Column('intro', sa.String(length=400), nullable=False),
        sa.Column('weekly', sa.JSON(), nullable=False),
        sa.Column('exceptions', sa.JSON(), nullable=False),
        sa.Column('text_check_id', KEY, nullable=True),
        sa.Column('updated_at', INSTANT, nullable=False),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name='fk_venues_organisation_id'),
        sa.ForeignKeyConstraint(['text_check_id'], ['content_checks.id'], name='fk_venues_text_check_id'),
        sa.PrimaryKeyConstraint('id', name='pk_venues'),
        sa.UniqueConstraint('organisation_id', name='uq_venues_organisation_id'),
    )
    op.create_index('ix_venues_place', 'venues', ['lat', 'lon'])
    op.create_table(
        'venue_photos',
        sa.Column('id', KEY, nullable=False),
        sa.Column('venue_id', KEY, nullable=False),
        sa.Column('url', sa.String(length=500), nullable=False),
        sa.Column('check_id', KEY, nullable=False),
        sa.Column('added_by', sa.BigInteger(), nullable=False),
        sa.Column('added_at', INSTANT, nullable=False),
        sa.ForeignKeyConstraint(['venue_id'], ['venues.id'], name='fk_venue_photos_venue_id'),
        sa.ForeignKeyConstraint(['check_id'], ['content_checks.id'], name='fk_venue_photos_check_id'),
        sa.PrimaryKeyConstraint('id', name='pk_venue_photos'),
    )
    op.create_index('ix_venue_photos_venue_id', 'venue_photos', ['venue_id'])
    op.create_table(
        'venue_brand_teams',
        sa.Column('venue_id', KEY, nullable=False),
        sa.Column('team_id', KEY, nullable=False),
        sa.ForeignKeyConstraint(['venue_id'], ['venues.id'], name='fk_venue_brand_teams_venue_id'),
        sa.ForeignKeyConstraint(['team_id'], ['organisations.id'], name='fk_venue_brand_teams_team_id'),
        sa.PrimaryKeyConstraint('venue_id', 'team_id', name='pk_venue_brand_teams'),
    )
    op.create_table(
        'function_rooms',
        sa.Column('id', KEY, nullable=False),
        sa.Column('organisation_id', KEY, nullable=False),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.Column('capacity', sa.Integer(), nullable=False),
        sa.Column('created_at', INSTANT, nullable=False),
        sa.Column('closed_at', INSTANT, nullable=True),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name='fk_function_rooms_organisation_id'),
        sa.PrimaryKeyConstraint('id', name='pk_function_rooms'),
        sa.UniqueConstraint('organisation_id', 'name', name='uq_function_rooms_organisation_id_name'),
    )
    op.create_table(
        'room_bookings',
        sa.Column('id', KEY, nullable=False),
        sa.Column('room_id', KEY, nullable=False),
        sa.Column('starts_at', INSTANT, nullable=False),
        sa.Column('ends_at', INSTANT, nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('purpose', sa.String(length=500), nullable=False),
        sa.Column('reason', sa.String(length=500), nullable=False),
        sa.Column('booked_by', KEY, nullable=False),
        sa.Column('created_at', INSTANT, nullable=False),
        sa.Column('decided_by', sa.BigInteger(), nullable=True),
        sa.Column('decided_at', INSTANT, nullable=True),
        sa.ForeignKeyConstraint(['room_id'], ['function_rooms.id'], name='fk_room_bookings_room_id'),
        sa.ForeignKeyConstraint(['booked_by'], ['users.id'], name='fk_room_bookings_booked_by'),
        sa.PrimaryKeyConstraint('id', name='pk_room_bookings'),
    )
    op.create_index('ix_room_bookings_room_id_starts_at', 'room_bookings', ['room_id', 'starts_at'])
    op.create_index('ix_room_bookings_state_starts_at', 'room_bookings', ['state', 'starts_at'])
    op.create_index('ix_room_bookings_booked_by', 'room_bookings', ['booked_by'])
    op.create_table(
        'room_holds',
        sa.Column('room_id', KEY, nullable=False),
        sa.Column('begins_at', INSTANT, nullable=False),
        sa.Column('booking_id', KEY, nullable=False),
        sa.ForeignKeyConstraint(['room_id'], ['function_rooms.id'], name='fk_room_holds_room_id'),
        sa.ForeignKeyConstraint(['booking_id'], ['room_bookings.id'], name='fk_room_holds_booking_id'),
        sa.PrimaryKeyConstraint('room_id', 'begins_at', name='pk_room_holds'),
    )
    op.create_index('ix_room_holds_booking_id', 'room_holds', ['booking_id'])


def downgrade() -> None:
    for table in (
        'room_holds', 'room_bookings', 'function_rooms', 'venue_brand_teams', 'venue_photos', 'venues'
    ):
        op.drop_table(table)
