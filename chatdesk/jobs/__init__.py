"""What runs on its own: delivery of posts, and the ticker that wakes it. The chat is only ever written to from here."""
