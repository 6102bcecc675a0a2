"""Exchange with other systems: keys, webhooks, partners, field maps, imports, uploads."""
