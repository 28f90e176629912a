"""Pages and their buttons, one module for each thing."""
