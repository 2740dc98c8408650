"""A believable region in one command, and a national one for measuring; everybody in it is made up."""
