"""Status pages: what is up and what is not, told to people who don't sign in. Served out of memory, whatever else goes on."""
