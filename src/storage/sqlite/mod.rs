//! SQLite: embedded, one writer, many readers.
