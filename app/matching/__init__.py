"""供需对接: needs of residents and stations, offers of teams, and invitations that join them."""
