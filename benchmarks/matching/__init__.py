"""Plans for many questions at once: made-up instances, a checker of its own, and every rule the engine must beat."""
