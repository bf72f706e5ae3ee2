"""Every change as an event, chained by hashes: who, when, from where, what before and after."""
