"""Who is who: logging in, staying logged in, and roles."""
