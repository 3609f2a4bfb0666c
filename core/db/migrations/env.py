"""How Alembic reaches the tables: over the connection that ``core.db.migrate`` gives it."""

from alembic import context

from core.db.tables import Job

context.configure(connection=context.config.attributes["connection"], target_metadata=Job.metadata)
with context.begin_transaction():
    context.run_migrations()
