"""Records: the register's files as values, their validity and state, and which changes they answer."""
