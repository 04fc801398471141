"""The sample district: invented people, an outbox to read their messages in, and a door that opens with one press.

Exists in sample mode only. Everything is made through the same actions and imports that officials use."""
