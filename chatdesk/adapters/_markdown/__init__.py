"""The desk's Markdown, in which what people write is stored: read, written and cut. Knows no platform."""
