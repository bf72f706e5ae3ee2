"""The tree of regions, departments, units and sections, and who may do what in it."""
