"""The record: MongoEngine documents, their indexes and finders. No decisions here."""
