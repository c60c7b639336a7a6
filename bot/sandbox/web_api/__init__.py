"""The Web API: a table of methods, one module for each family."""
