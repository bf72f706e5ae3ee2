"""The same work on a cluster: Spark moves the rows, the functions are those of one machine."""
