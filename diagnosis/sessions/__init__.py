"""Everything that is kept in a database: interviews, links, guests, the audit trail, and how long."""
