"""How documents come in: a file becomes pages, sections and passages, indexed once."""
