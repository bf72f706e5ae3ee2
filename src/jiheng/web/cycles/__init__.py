"""A fiscal year's round: its rulebook edition, scope, deadline; projects; approved targets."""
