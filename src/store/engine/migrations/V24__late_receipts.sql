-- Receipts that a person wanted are printed whenever their printer can; those that would print by themselves are offered
-- instead once their order was paid long ago.

-- When a person last wanted it printed; none: it prints by itself.
ALTER TABLE print_jobs ADD COLUMN wanted_at INTEGER;
