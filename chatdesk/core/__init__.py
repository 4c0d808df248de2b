"""The desk itself: what a ticket is and what may happen to it. Knows no SQL, no network, no platform, no clock."""
