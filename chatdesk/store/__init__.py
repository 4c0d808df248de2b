"""The store: where tickets, people, history and waiting posts are kept, on SQLite or PostgreSQL. Knows no platform."""
