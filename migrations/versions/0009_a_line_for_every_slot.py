"""a line for every slot."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

PENDING = sa.text("state IN ('guardian_pending', 'applied', 'waitlisted', 'offered', 'confirmed')")


def upgrade() -> None:
    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sign_ups_reviewed', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('waitlist_quota', sa.Integer(), nullable=False, server_default='1000'))
        batch_op.add_column(sa.Column('cancel_hours', sa.Integer(), nullable=False, server_default='12'))
        batch_op.add_column(sa.Column('closes_minutes', sa.Integer(), nullable=True))
    with op.batch_alter_table('slots', schema=None) as batch_op:
        batch_op.add_column(sa.Column('open', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('waiting', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('arrivals', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('offer_due_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint('waiting_counted', 'waiting >= 0')
        batch_op.create_index(batch_op.f('ix_slots_offer_due_at'), ['offer_due_at'], unique=False)
    with op.batch_alter_table('sign_ups', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reason', sa.String(length=500), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('arrival', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('offer_expires_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('leave', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('leave_reason', sa.String(length=500), nullable=False, server_default=''))
    # Those who are there came in the order of their ids.
    op.execute(
        'UPDATE sign_ups SET changed_at = created_at, arrival = (SELECT count(*) FROM sign_ups AS b '
        'WHERE b.slot_id = sign_ups.slot_id AND b.id <= sign_ups.id)'
    )
    op.execute(
        'UPDATE slots SET arrivals = (SELECT count(*) FROM sign_ups WHERE sign_ups.slot_id = slots.id)'
    )
    op.execute(
        "UPDATE slots SET open = (SELECT state = 'approved' FROM activities "
        'WHERE activities.id = slots.activity_id)'
    )
    with op.batch_alter_table('sign_ups', schema=None) as batch_op:
        batch_op.alter_column('arrival', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('changed_at', existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.create_unique_constraint(batch_op.f('uq_sign_ups_slot_id_arrival'), ['slot_id', 'arrival'])
        batch_op.create_index('ix_sign_ups_pending', ['slot_id', 'state'], unique=False, sqlite_where=PENDING, postgresql_where=PENDING)


def downgrade() -> None:
    with op.batch_alter_table('sign_ups', schema=None) as batch_op:
        batch_op.drop_index('ix_sign_ups_pending')
        batch_op.drop_constraint(batch_op.f('uq_sign_ups_slot_id_arrival'), type_='unique')
        for name in ('leave_reason', 'leave', 'offer_expires_at', 'changed_at', 'arrival', 'reason'):
            batch_op.drop_column(name)
    with op.batch_alter_table('slots', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_slots_offer_due_at'))
        batch_op.drop_constraint(batch_op.f('ck_slots_waiting_counted'), type_='check')
        for name in ('offer_due_at', 'arrivals', 'waiting', 'open'):
            batch_op.drop_column(name)
    with op.batch_alter_table('activities', schema=None) as batch_op:
        for name in ('closes_minutes', 'cancel_hours', 'waitlist_quota', 'sign_ups_reviewed'):
            batch_op.drop_column(name)
